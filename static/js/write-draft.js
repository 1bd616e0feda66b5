/**
 * A copy of unsaved text in the browser, for when the line drops or the window closes. It is
 * offered, never put in place silently; saving, discarding and logging out remove it. Pictures are
 * not kept: browsers do not let a page choose files.
 */

const bar = document.getElementById("write-bar")
const form = bar.closest("form")
const PREFIX = "reportcms:draft:"
const key = PREFIX + bar.dataset.draftKey
const addKey = `${PREFIX}${bar.dataset.draftKey.split(":")[0]}:add`
const PAUSE = 800
const LEFT_OUT = /^(csrfmiddlewaretoken|_.*|.*-(INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*__prefix__.*)$/

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name))
  } catch {
    return null
  }
}

function write(draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false // no room, or storage is switched off
  }
}

function drop(name = key) {
  try {
    localStorage.removeItem(name)
  } catch {}
}

function fields() {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !LEFT_OUT.test(name),
  )
}

const stamp = form.elements.stamp?.value ?? ""
let waiting = null
let offered = false

form.addEventListener("write:changed", ({ detail: { dirty } }) => {
  clearTimeout(waiting)
  if (offered) return // the copy from before stays until it is used or discarded
  waiting = setTimeout(() => {
    if (!dirty) return drop()
    if (write({ stamp: form.elements.stamp?.value ?? "", at: Date.now(), fields: fields() })) {
      document.getElementById("write-status").textContent = bar.dataset.kept
    }
  }, PAUSE)
})
// A save has a name of its own: only when the server says that it came is the copy removed.
form.addEventListener("submit", () => {
  clearTimeout(waiting)
  const sent = `${Date.now()}-${Math.random()}`
  const named = form.querySelector("[name=_sent]") ?? document.createElement("input")
  Object.assign(named, { type: "hidden", name: "_sent", value: sent })
  form.append(named)
  write({ stamp: form.elements.stamp?.value ?? "", at: Date.now(), fields: fields(), sent })
})

// --- Offering it back -----------------------------------------------------------------------------

/** Put `value` into the control it came from; the rich text has an editor of its own. */
function put(name, values) {
  const controls = form.querySelectorAll(`[name="${CSS.escape(name)}"]`)
  for (const control of controls) {
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value)
    } else if (control.type !== "file") {
      control.value = values[0]
    }
    const editor = control.closest(".prose-editor")?.querySelector(".ProseMirror[contenteditable]")?.editor
    editor?.commands.setContent(values[0])
    control.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

function rowOf(name) {
  return /^(.+)-(\d+)-[^-]+$/.exec(name)
}

/** Whether a photo's row is still the same one: somebody may have taken out another before it. */
function isSameRow(name, kept) {
  const row = rowOf(name)
  if (!row) return true
  const id = `${row[1]}-${row[2]}-id`
  return (form.elements[id]?.value ?? "") === (kept.get(id)?.[0] ?? "")
}

function use(draft) {
  const kept = new Map()
  for (const [name, value] of draft.fields) kept.set(name, [...(kept.get(name) ?? []), value])
  for (const [name, [count]] of kept) {
    if (!name.endsWith("-TOTAL_FORMS")) continue
    const group = document.getElementById(`${name.replace(/-TOTAL_FORMS$/, "")}-group`)
    for (let n = 0; n < 50 && Number(form.elements[name].value) < Number(count); n++) {
      group?.querySelector(".add-row a")?.click()
    }
  }
  const untouched = new Set(
    [...form.querySelectorAll("input[type=checkbox][name]")].map((box) => box.name),
  )
  for (const [name, values] of kept) {
    untouched.delete(name)
    if (!name.endsWith("_FORMS") && isSameRow(name, kept)) put(name, values)
  }
  for (const name of untouched) if (!LEFT_OUT.test(name) && isSameRow(name, kept)) put(name, [])
}

function offer(draft) {
  const box = document.getElementById("write-kept")
  const said = box.querySelector("[data-said]")
  const isOlder = draft.stamp !== stamp
  const time = new Date(draft.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  })
  said.textContent = (isOlder ? said.dataset.saidOlder : said.dataset.said).replace("%time%", time)
  box.hidden = false
  offered = true
  box.querySelector("[data-use]").addEventListener("click", () => {
    box.hidden = true
    offered = false
    use(draft)
    form.querySelector("#id_title").focus()
  })
  box.querySelector("[data-discard]").addEventListener("click", () => {
    box.hidden = true
    offered = false
    drop()
    form.querySelector("#id_title").focus()
  })
}

function start() {
  const arrived = bar.dataset.arrived.split(" ")
  for (const name of [key, addKey]) if (arrived.includes(read(name)?.sent)) drop(name)
  const draft = read(key)
  if (!draft || "refused" in bar.dataset) return
  if (JSON.stringify(draft.fields) === JSON.stringify(fields())) drop()
  else offer(draft)
}

document.querySelector("[data-keep-theirs]")?.addEventListener("click", () => drop())
start()
