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

const unitOf = (element) => element.closest(".arrange-article, .arrange-section")
const isArticle = (unit) => unit.classList.contains("arrange-article")
const titleOf = (unit) => unit.querySelector(".arrange-title").textContent.trim()
const sections = () => [...list.querySelectorAll(":scope > .arrange-section[id]")]

function changed() {
  saveBar.hidden = false
  saveBar.querySelector(".arrange-unsaved").textContent = form.dataset.unsaved
}

function say(unit) {
  const isRow = isArticle(unit)
  const section = unit.closest(".arrange-section")
  const peers = isRow ? [...section.querySelectorAll(".arrange-article")] : sections()
  said.textContent = (isRow ? form.dataset.moved : form.dataset.sectionMoved)
    .replace("%title%", titleOf(unit))
    .replace("%number%", peers.indexOf(unit) + 1)
    .replace("%count%", peers.length)
    .replace("%section%", titleOf(section))
}

/** Move a unit one step; say so and return whether it moved. */
function step(unit, direction) {
  const up = direction === "up"
  const neighbour = up ? unit.previousElementSibling : unit.nextElementSibling
  if (isArticle(unit) && !neighbour) {
    const section = unit.closest(".arrange-section")
    const next = up ? section.previousElementSibling : section.nextElementSibling
    if (!next) return false
    next.querySelector(".arrange-articles")[up ? "append" : "prepend"](unit)
  } else if (!neighbour || (!isArticle(unit) && !neighbour.id)) {
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
  if (!isArticle(unit)) {
    const target = under.closest(".arrange-section[id]")
    if (target && target !== unit) {
      const area = target.getBoundingClientRect()
      target[y < area.top + area.height / 2 ? "before" : "after"](unit)
    }
    return
  }
  const row = under.closest(".arrange-article")
  if (row) {
    const area = row.getBoundingClientRect()
    row[y < area.top + area.height / 2 ? "before" : "after"](unit)
    return
  }
  const section = under.closest(".arrange-section")
  if (section) {
    const above = under.closest(".arrange-head") !== null
    section.querySelector(".arrange-articles")[above ? "prepend" : "append"](unit)
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

document.querySelector(".with-script").hidden = false
document.querySelector(".without-script").hidden = true
let sending = false
form.addEventListener("submit", () => {
  sending = true
})
window.addEventListener("beforeunload", (event) => {
  if (!saveBar.hidden && !sending) event.preventDefault()
})
