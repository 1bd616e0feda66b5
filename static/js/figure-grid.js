/**
 * The grid of figures, by keyboard as in a spreadsheet: arrows and Enter go from number to number,
 * Ctrl+Enter saves, a column or block copied from Excel fills the rows downwards, buttons give the
 * quick answers. Without it the grid is a plain form.
 */

const form = document.getElementById("figure-grid")
const said = document.getElementById("grid-said")
const CELLS = "input:not([type=hidden]), select, textarea"
// What pasted columns fill, beginning with the number.
const COLUMNS = ["value", "qualifier", "status", "as_of", "period_start", "source", "footnote"]
const WITHOUT_NUMBER = ["same", "not_reported", "nothing_to_report", "no_update"]

const rows = () => [...form.querySelectorAll("[data-row]")]
const cell = (row, name) => row.querySelector(`[name$="-${name}"]:not([type=hidden])`)
const numbers = () => [...form.querySelectorAll(".figure-value")]
const say = (words, count) => {
  said.textContent = words.replace("%count%", count)
}

/** Whether a row holds something that is not saved: typed now, or before a refusal. */
function isChanged(row) {
  const controls = [...row.querySelectorAll(CELLS)]
  return "unsaved" in row.dataset || controls.some((control) => control.value !== control.before)
}

let saving = false

function showChanges() {
  const changed = rows().filter(isChanged)
  for (const row of rows()) row.classList.toggle("changed", changed.includes(row))
  form.querySelector(".grid-unsaved").textContent = changed.length
    ? form.dataset.unsaved.replace("%count%", changed.length)
    : ""
  return changed.length > 0
}

function moveTo(box, step) {
  const all = numbers()
  const next = all[all.indexOf(box) + step]
  if (!next) return
  next.focus()
  next.select()
  next.scrollIntoView({ block: "nearest" })
}

/**
 * Put pasted text into a control and return whether it took it: a list takes the choice of that
 * name, a date is understood both ways.
 */
function put(control, text) {
  if (control.tagName === "SELECT") {
    const choice = [...control.options].find((option) =>
      [option.value, option.text].some((name) => name.toLowerCase() === text.toLowerCase()),
    )
    if (!choice) return false
    control.value = choice.value
  } else if (control.type === "date") {
    const [, day, month, year] = text.match(/^(\d{1,2})[./](\d{1,2})[./](\d{4})$/) ?? []
    const typed = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text
    const before = control.value
    control.value = typed
    if (!control.value) {
      control.value = before
      return false
    }
  } else {
    control.value = text
  }
  control.dispatchEvent(new Event("input", { bubbles: true }))
  return true
}

/** Pair pasted lines with rows: by the indicators they name, else from the row `first` down. */
function placed(lines, first) {
  const nameOf = (row) => row.querySelector(".grid-name").textContent.trim().toLowerCase()
  const named = new Map(rows().map((row) => [nameOf(row), row]))
  if (lines.some(([name, ...rest]) => rest.length && named.has(name.toLowerCase()))) {
    return lines.map(([name, ...cells]) => [named.get(name.toLowerCase()), cells])
  }
  const below = rows().slice(rows().indexOf(first))
  return lines.map((cells, n) => [below[n], cells])
}

form.addEventListener("paste", (event) => {
  if (!event.target.matches(".figure-value")) return
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "")
  if (!/[\n\t]/.test(text)) return
  event.preventDefault()
  const lines = text.split("\n").map((line) => line.split("\t").map((content) => content.trim()))
  let [count, missed] = [0, 0]
  for (const [row, cells] of placed(lines, event.target.closest("[data-row]"))) {
    if (!row) missed += 1
    for (const [n, content] of cells.slice(0, COLUMNS.length).entries()) {
      const control = row && cell(row, COLUMNS[n])
      if (!control || !content) continue
      if (!put(control, content)) missed += 1
      else if (n === 0) count += 1
    }
  }
  if (missed > 0) say(form.dataset.missed, missed)
  else say(count === 1 ? form.dataset.pastedOne : form.dataset.pasted, count)
  showChanges()
})

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    form.requestSubmit()
    return
  }
  if (event.key === "Enter" && event.target.matches(CELLS)) {
    event.preventDefault()
    const box = event.target.closest("[data-row]").querySelector(".figure-value")
    moveTo(box, event.shiftKey ? -1 : 1)
    return
  }
  if (!event.target.matches(".figure-value") || event.altKey || event.ctrlKey || event.metaKey) return
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  moveTo(event.target, step)
})

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-answer]")
  if (!button) return
  const row = button.closest("[data-row]")
  cell(row, "value").value = button.dataset.number ?? ""
  cell(row, "status").value = button.dataset.answer
  showChanges()
  moveTo(cell(row, "value"), 1)
})

form.addEventListener("input", (event) => {
  // A number typed over an answer takes its place.
  if (event.target.matches(".figure-value") && event.target.value.trim()) {
    const status = cell(event.target.closest("[data-row]"), "status")
    if (WITHOUT_NUMBER.includes(status.value)) status.value = "verified"
  }
  showChanges()
})
form.addEventListener("change", showChanges)

form.addEventListener("submit", () => {
  saving = true
})
window.addEventListener("beforeunload", (event) => {
  if (!saving && showChanges()) event.preventDefault()
})

for (const part of document.querySelectorAll(".with-script")) part.hidden = false
for (const control of form.querySelectorAll(CELLS)) control.before = control.value
showChanges()
document.getElementById("grid-wrong")?.focus()
