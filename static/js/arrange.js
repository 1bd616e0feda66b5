/**
 * The Arrange screen: rows move by drag (mouse, pen, finger), by the arrow buttons and by
 * Alt+arrow keys; one button saves the whole order. The hidden inputs in the rows, read from top
 * to bottom, are what is sent, so moving a row is all there is to do.
 */

const form = document.getElementById("arrange-form")
const list = form.querySelector(".arrange")
const said = document.getElementById("arrange-said")
const saveBar = document.getElementById("arrange-save")
const EDGE = 70

const unitOf = (element) => element.closest(".arrange-item, .arrange-section")
const isRow = (unit) => unit.classList.contains("arrange-item")
const kindOf = (unit) => unit.parentElement.dataset.kind
const titleOf = (unit) => unit.querySelector(".arrange-title").textContent.trim()
const sections = () => [...list.querySelectorAll(":scope > .arrange-section[id]")]
const rowsIn = (section, kind) => section.querySelector(`:scope > .arrange-rows[data-kind="${kind}"]`)
/** The lists, from top to bottom, in which a row may stand: pictures stay in their article. */
const homesOf = (unit) =>
  kindOf(unit) === "picture"
    ? [unit.parentElement]
    : [...list.querySelectorAll(`.arrange-rows[data-kind="${kindOf(unit)}"]`)]

function changed() {
  saveBar.hidden = false
  saveBar.querySelector(".arrange-unsaved").textContent = form.dataset.unsaved
}

function say(unit) {
  const section = unit.closest(".arrange-section")
  const peers = isRow(unit) ? [...unit.parentElement.children] : sections()
  said.textContent = (isRow(unit) ? form.dataset.moved : form.dataset.sectionMoved)
    .replace("%title%", titleOf(unit))
    .replace("%number%", peers.indexOf(unit) + 1)
    .replace("%count%", peers.length)
    .replace("%section%", titleOf(section))
}

/** Move a unit one step; say so and return whether it moved. */
function step(unit, direction) {
  const up = direction === "up"
  const neighbour = up ? unit.previousElementSibling : unit.nextElementSibling
  if (isRow(unit) && !neighbour) {
    const homes = homesOf(unit)
    const next = homes[homes.indexOf(unit.parentElement) + (up ? -1 : 1)]
    if (!next) return false
    next[up ? "append" : "prepend"](unit)
  } else if (!neighbour || (!isRow(unit) && !neighbour.id)) {
    return false
  } else {
    neighbour[up ? "before" : "after"](unit)
  }
  changed()
  say(unit)
  return true
}

function stepAndKeepFocus(control, direction) {
  const unit = unitOf(control)
  if (!step(unit, direction)) said.textContent = form.dataset.atTheEnd
  control.focus()
  control.scrollIntoView({ block: "nearest" })
}

form.addEventListener("click", (event) => {
  const button = event.target.closest('button[name="move"]')
  if (!button) return
  event.preventDefault()
  stepAndKeepFocus(button, button.value.split(" ")[1])
})

form.addEventListener("keydown", (event) => {
  const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key]
  if (!direction || !event.altKey || !unitOf(event.target)) return
  event.preventDefault()
  stepAndKeepFocus(event.target, direction)
})

/** Put the dragged unit where the pointer is. */
function follow(unit, x, y) {
  const under = document.elementFromPoint(x, y)
  if (!under || unit.contains(under)) return
  if (!isRow(unit)) {
    const target = under.closest(".arrange-section[id]")
    if (target && target !== unit) {
      const area = target.getBoundingClientRect()
      target[y < area.top + area.height / 2 ? "before" : "after"](unit)
    }
    return
  }
  const homes = homesOf(unit)
  let row = under.closest(".arrange-item")
  while (row && !homes.includes(row.parentElement)) row = row.parentElement.closest(".arrange-item")
  if (row) {
    const area = row.getBoundingClientRect()
    row[y < area.top + area.height / 2 ? "before" : "after"](unit)
    return
  }
  const section = under.closest(".arrange-section")
  const home = section && rowsIn(section, kindOf(unit))
  if (home && homes.includes(home)) {
    const above = under.closest(".arrange-head") !== null
    home[above ? "prepend" : "append"](unit)
  }
}

const order = () => [...form.elements.place].map((input) => input.value).join()

/** Follow the pointer until it is let go. The list holds it: the row itself moves about. */
function drag(unit, event) {
  const before = order()
  list.setPointerCapture(event.pointerId)
  unit.classList.add("arrange-moving")
  const move = (moving) => {
    follow(unit, moving.clientX, moving.clientY)
    if (moving.clientY < EDGE) window.scrollBy(0, -12)
    if (moving.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12)
  }
  list.addEventListener("pointermove", move)
  list.addEventListener(
    "lostpointercapture",
    () => {
      list.removeEventListener("pointermove", move)
      unit.classList.remove("arrange-moving")
      if (order() === before) return
      changed()
      say(unit)
    },
    { once: true },
  )
}

for (const handle of form.querySelectorAll(".arrange-handle")) {
  handle.hidden = false
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    event.preventDefault()
    handle.focus()
    drag(unitOf(handle), event)
  })
}

const dialog = document.getElementById("arrange-move")
const target = document.getElementById("arrange-target")
let asked = null

for (const button of form.querySelectorAll(".arrange-to")) {
  button.hidden = false
  button.addEventListener("click", () => {
    asked = unitOf(button)
    dialog.querySelector(".arrange-what").textContent = titleOf(asked)
    target.replaceChildren(
      ...homesOf(asked)
        .filter((home) => home !== asked.parentElement)
        .map((home) => {
          const section = home.closest(".arrange-section")
          const option = document.createElement("option")
          option.value = section.id
          option.textContent = titleOf(section)
          return option
        }),
    )
    dialog.showModal()
  })
}

dialog.addEventListener("close", () => {
  const section = list.querySelector(target.value ? `#${target.value}` : ".arrange-unplaced")
  if (dialog.returnValue === "move" && asked && section) {
    rowsIn(section, kindOf(asked)).append(asked)
    changed()
    say(asked)
  }
  asked?.querySelector(".arrange-to").focus()
  dialog.returnValue = ""
})

document.querySelector(".with-script").hidden = false
document.querySelector(".without-script").hidden = true
let sending = false
form.addEventListener("submit", () => {
  sending = true
})
window.addEventListener("beforeunload", (event) => {
  if (!saveBar.hidden && !sending) event.preventDefault()
})
