/**
 * A photo's file box becomes a drop zone and shows the chosen picture at once, before anything
 * is sent. Dropping several pictures adds a photo for each.
 */

const LARGEST = 25 * 1024 * 1024
const ACCEPTED = ["image/jpeg", "image/png", "image/webp"]

function say(zone, text, wrong) {
  const message = zone.querySelector(".photo-message")
  message.textContent = text
  message.classList.toggle("wrong", Boolean(wrong))
}

function show(zone, file) {
  if (!ACCEPTED.includes(file.type)) return say(zone, zone.dataset.noPicture, true)
  if (file.size > LARGEST) return say(zone, zone.dataset.tooLarge, true)
  let picture = zone.querySelector(".photo-shown")
  if (!picture) {
    picture = document.createElement("img")
    picture.className = "photo-shown"
    ;(zone.querySelector(".photo-stage") ?? zone).prepend(picture)
  }
  picture.removeAttribute("width")
  picture.removeAttribute("height")
  picture.alt = zone.dataset.picture
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true })
  picture.src = URL.createObjectURL(file)
  say(zone, file.name)
  zone.dispatchEvent(new CustomEvent("photo:chosen", { bubbles: true }))
}

function give(input, file) {
  const files = new DataTransfer()
  files.items.add(file)
  input.files = files.files
  input.dispatchEvent(new Event("change", { bubbles: true }))
}

/** Add an empty photo below and return its file box. */
function another(zone) {
  const group = zone.closest(".js-inline-admin-formset")
  group?.querySelector(".add-row a")?.click()
  const rows = group?.querySelectorAll(".inline-related:not(.empty-form) .photo-input input") ?? []
  return rows[rows.length - 1]
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files")
}

document.addEventListener("change", (event) => {
  const zone = event.target.closest?.(".photo-input")
  if (zone && event.target.type === "file" && event.target.files.length) {
    show(zone, event.target.files[0])
  }
})

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!hasFiles(event)) return
    event.preventDefault() // a picture dropped beside a zone does not leave the page
    for (const zone of document.querySelectorAll(".photo-input.over")) zone.classList.remove("over")
    event.target.closest?.(".photo-input")?.classList.add("over")
  })
}

document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return
  event.preventDefault()
  const zone = event.target.closest?.(".photo-input")
  if (!zone) return
  zone.classList.remove("over")
  let input = zone.querySelector("input[type=file]")
  for (const file of event.dataTransfer.files) {
    if (!input) break
    give(input, file)
    if (file !== event.dataTransfer.files[event.dataTransfer.files.length - 1]) {
      input = another(zone)
    }
  }
})

function invite(root) {
  for (const zone of root.querySelectorAll(".photo-input")) {
    const message = zone.querySelector(".photo-message")
    if (!zone.querySelector(".photo-shown") && !message.textContent) {
      message.textContent = zone.dataset.dropHere
    }
  }
}

invite(document)
document.addEventListener("formset:added", (event) => invite(event.target))
