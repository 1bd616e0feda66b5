// Exit this page: one press, or Shift three times, and another page stands in the place of this
// one. Without this module the links lead there all the same; "back" then leads here again.

const PRESSES = 3
const WITHIN = 5000 // milliseconds between two presses

const box = document.querySelector("[data-exit-box]")
const said = box.querySelector("[data-exit-said]")
const links = document.querySelectorAll("[data-exit]")
let presses = 0
let timer

function leave() {
  document.documentElement.classList.add("leaving")
  document.title = ""
  dispatchEvent(new Event("leaving")) // whoever keeps something of this page lets go of it
  location.replace(box.querySelector("a").href)
}

function forget() {
  presses = 0
  said.textContent = box.dataset.over
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.repeat) return
  presses += 1
  clearTimeout(timer)
  if (presses === PRESSES) {
    presses = 0
    said.textContent = box.dataset.leaving
    leave()
    return
  }
  said.textContent = presses === 1 ? box.dataset.one : box.dataset.two
  timer = setTimeout(forget, WITHIN)
})

// Shift with a letter is a capital, not a wish to leave.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift" && presses) {
    presses = 0
    clearTimeout(timer)
  }
})

for (const link of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault()
    leave()
  })
}

// Somebody came back to a page that the browser had kept as it was left: blank.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload()
})
