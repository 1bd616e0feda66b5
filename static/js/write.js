/**
 * The Write screen: saving by keyboard, a warning before unsaved text is left, the live preview
 * with checks and length, and who else has the article open. Without it the form saves, previews
 * and sends all the same.
 */

const bar = document.getElementById("write-bar")
const form = bar.closest("form")
const words = bar.dataset
const status = document.getElementById("write-status")
const save = form.querySelector("[name=_save]")
const PAUSE = { web: 700, paper: 2500, "": 700 } // milliseconds without typing
const PING_EVERY = 20_000

const editor = () => form.querySelector(".field-body .ProseMirror[contenteditable]")

// --- What is unsaved ------------------------------------------------------------------------------

/** What the form would send; a chosen file counts by its name and size. */
function sent() {
  const parts = []
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || name.startsWith("_act_text_")) continue
    if (value instanceof File) {
      if (value.size) parts.push([name, `${value.name} ${value.size}`])
    } else parts.push([name, value])
  }
  return JSON.stringify(parts)
}

/** Whether somebody has changed a control since the page came. Places of photos are set by a script. */
function isChanged(box) {
  if (box.type === "checkbox") return box.checked !== box.defaultChecked
  if (box.type === "select-one") return [...box.options].some((one) => one.defaultSelected && !one.selected)
  return "defaultValue" in box && box.type !== "radio" && box.value !== box.defaultValue
}

// One could write before this script was there.
const isTyped = [...form.elements].some((box) => !box.name.startsWith("_act_text_") && isChanged(box))
let before = isTyped ? null : sent()
let leaving = false
let dirty = "refused" in words

function lookOver() {
  dirty = "refused" in words || sent() !== before
  status.classList.toggle("unsaved", dirty)
  if (dirty) status.textContent = words.unsaved
  form.dispatchEvent(new CustomEvent("write:changed", { detail: { dirty } }))
}

for (const event of ["input", "change", "formset:added", "formset:removed"]) {
  form.addEventListener(event, () => {
    lookOver()
    lookLater()
  })
}
if (isTyped) {
  addEventListener("DOMContentLoaded", () => { // other scripts hear of it as well
    lookOver()
    lookLater()
  })
}
form.addEventListener("submit", () => (leaving = true))
addEventListener("pageshow", () => (leaving = false))
addEventListener("beforeunload", (event) => {
  if (dirty && !leaving) event.preventDefault()
})

// --- Preview, checks and length ---------------------------------------------------------------------

const panel = document.getElementById("look-panel")
const toggle = document.getElementById("look-toggle")
const frame = panel.querySelector("iframe")
const said = panel.querySelector(".look-said")
const wide = matchMedia("(min-width: 1200px)")
const nonce = document.querySelector("script[nonce]")?.nonce ?? ""
let look = "web"
let waiting = null
let asking = null

function lookLater() {
  clearTimeout(waiting)
  waiting = setTimeout(ask, PAUSE[panel.hidden ? "" : look])
}

function show(page) {
  const top = frame.contentWindow?.scrollY ?? 0
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true })
  frame.srcdoc = page.replaceAll("%nonce%", nonce)
}

async function ask() {
  asking?.abort()
  asking = new AbortController()
  const { signal } = asking
  const data = new FormData(form)
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
  data.set("look", panel.hidden ? "" : look)
  said.textContent = look === "paper" ? words.paperWaits : ""
  try {
    const answer = await fetch(words.look, { method: "POST", body: data, signal })
    if (!answer.ok) throw new Error(answer.status)
    const { page, checks, length, problem } = await answer.json()
    said.textContent = problem ?? ""
    if (page && !panel.hidden) show(page)
    if (checks !== undefined) document.getElementById("write-checks").innerHTML = checks
    if (length !== undefined) document.getElementById("write-length").textContent = length
  } catch (error) {
    if (error.name !== "AbortError") said.textContent = words.lookFailed
  }
}

function remember(choice) {
  try {
    localStorage.setItem("reportcms:look", choice)
  } catch {} // the choice is for this page only, then
}

function remembered() {
  try {
    return localStorage.getItem("reportcms:look")
  } catch {
    return null
  }
}

function openLook(open) {
  panel.hidden = !open
  panel.parentElement.classList.toggle("look-open", open)
  toggle.setAttribute("aria-expanded", String(open))
  if (open) ask()
}

toggle.setAttribute("aria-controls", panel.id)
toggle.addEventListener("click", (event) => {
  event.preventDefault()
  openLook(panel.hidden)
  if (wide.matches) remember(panel.hidden ? "closed" : "open")
  else if (!panel.hidden) panel.querySelector(".look-close").focus()
})
panel.querySelector(".look-close").addEventListener("click", () => {
  openLook(false)
  if (wide.matches) remember("closed")
  toggle.focus()
})
for (const button of panel.querySelectorAll("[data-look]")) {
  button.addEventListener("click", () => {
    look = button.dataset.look
    for (const other of panel.querySelectorAll("[data-look]")) {
      other.setAttribute("aria-pressed", String(other === button))
    }
    ask()
  })
}
openLook(wide.matches && remembered() !== "closed")

// --- Links to a field ---------------------------------------------------------------------------------

/** Go to the control `id`; the rich text's own box stands for its hidden one. */
function goTo(id) {
  const target = document.getElementById(id)
  if (!target) return false
  const box = (id === "id_body" && editor()) || target
  const control = box.matches("input, textarea, select, [contenteditable]")
    ? box
    : (box.querySelector("[name$=-alt]") ?? box.querySelector("input:not([type=hidden]), textarea"))
  for (const details of document.querySelectorAll("details")) {
    if (details.contains(control)) details.open = true
  }
  ;(control ?? box).scrollIntoView({ block: "center" })
  control?.focus({ preventScroll: true })
  return true
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".checks a, .faults a, .conflict a")
  const id = link?.getAttribute("href").match(/^#(.+)/)?.[1]
  if (id && goTo(id)) event.preventDefault()
})
if (location.hash === "#id_body" && editor()) goTo("id_body")

// --- Keyboard -------------------------------------------------------------------------------------------

const panels = () => [...bar.querySelectorAll("details.act")]

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey
  if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault()
    form.requestSubmit(save)
  } else if (command && event.key === "Enter") {
    const button = bar.querySelector("[name=_act][value=submit]")
    const details = button?.closest("details")
    if (!details || event.target.closest?.(".note-form")) return
    event.preventDefault()
    if (details.open && details.contains(document.activeElement)) form.requestSubmit(button)
    else {
      details.open = true
      details.querySelector("textarea").focus()
    }
  } else if (event.key === "Escape" && !event.defaultPrevented) {
    const open = panels().find((details) => details.open)
    if (open) {
      open.open = false
      open.querySelector("summary").focus()
    } else if (!panel.hidden && !wide.matches) {
      panel.querySelector(".look-close").click()
    }
  }
}, true)
document.addEventListener("click", (event) => {
  for (const details of panels()) if (!details.contains(event.target)) details.open = false
})

// --- Who else is here -------------------------------------------------------------------------------------

const others = document.getElementById("write-others")

function presenceOf(extra = {}) {
  const data = new FormData()
  for (const name of ["csrfmiddlewaretoken", "stamp"]) {
    data.set(name, form.elements[name]?.value ?? "")
  }
  for (const [name, value] of Object.entries(extra)) data.set(name, value)
  return data
}

async function ping() {
  if (document.hidden || leaving) return
  try {
    const answer = await fetch(words.presence, { method: "POST", body: presenceOf() })
    if (!answer.ok) return
    const lines = (await answer.json()).said
    if (lines.join("\n") === [...others.children].map((p) => p.textContent).join("\n")) return
    others.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
    )
    if (status.textContent === words.offline) lookOver()
  } catch {
    if (dirty) status.textContent = words.offline
  }
}

if (words.presence) {
  ping()
  setInterval(ping, PING_EVERY)
  document.addEventListener("visibilitychange", ping)
  addEventListener("pagehide", () => navigator.sendBeacon(words.presence, presenceOf({ left: "1" })))
}

// --- At the start -------------------------------------------------------------------------------------------

if ("saved" in words) history.replaceState(null, "", location.pathname + location.hash)
if ("refused" in words) lookOver()
document.getElementById("conflict")?.focus()
