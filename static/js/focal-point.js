/**
 * The focal point of a photo: click or drag on the picture, use the arrow keys on the mark, or
 * pick one of nine places. The two number boxes behind it stay what is sent.
 */

const STEP = 0.05
const NINTHS = [1 / 6, 0.5, 5 / 6]

const words = () => document.getElementById("focal-words").dataset
const between = (value) => Math.min(1, Math.max(0, Math.round(value * 100) / 100))

function boxes(photo) {
  return ["focal_x", "focal_y"].map((name) => photo.querySelector(`input[name$="-${name}"]`))
}

function point(photo) {
  return boxes(photo).map((box) => between(Number.parseFloat(box.value) || 0))
}

function setPoint(photo, x, y) {
  const values = [between(x), between(y)]
  boxes(photo).forEach((box, n) => {
    box.value = values[n]
  })
  draw(photo)
}

function draw(photo) {
  const [x, y] = point(photo)
  const mark = photo.querySelector(".focal")
  if (mark) {
    mark.style.left = `${x * 100}%`
    mark.style.top = `${y * 100}%`
    const { markAt } = words()
    mark.setAttribute(
      "aria-label",
      markAt.replace("%x%", Math.round(x * 100)).replace("%y%", Math.round(y * 100)),
    )
  }
  for (const radio of photo.querySelectorAll(".focal-grid input")) {
    const [column, row] = radio.value.split(" ").map(Number)
    radio.checked = Math.abs(NINTHS[column] - x) < 0.17 && Math.abs(NINTHS[row] - y) < 0.17
  }
}

function stage(photo) {
  const picture = photo.querySelector(".photo-shown")
  if (!picture || picture.closest(".photo-stage")) return
  const frame = document.createElement("div")
  frame.className = "photo-stage"
  picture.before(frame)
  frame.append(picture)
  const mark = document.createElement("button")
  mark.type = "button"
  mark.className = "focal"
  frame.append(mark)
  const follow = (event) => {
    const area = picture.getBoundingClientRect()
    setPoint(
      photo,
      (event.clientX - area.left) / area.width,
      (event.clientY - area.top) / area.height,
    )
  }
  frame.addEventListener("pointerdown", (event) => {
    event.preventDefault()
    mark.focus()
    frame.setPointerCapture(event.pointerId)
    follow(event)
  })
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) follow(event)
  })
  mark.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    const [x, y] = point(photo)
    setPoint(photo, x + move[0] * STEP, y + move[1] * STEP)
  })
}

function grid(photo, index) {
  const row = photo.querySelector(".field-focal_x")
  if (!row || row.querySelector(".focal-grid")) return
  const group = document.createElement("fieldset")
  group.className = "focal-grid"
  const legend = document.createElement("legend")
  legend.textContent = words().legend
  const cells = document.createElement("div")
  const names = words().places.split("|")
  for (let n = 0; n < 9; n += 1) {
    const label = document.createElement("label")
    const radio = document.createElement("input")
    radio.type = "radio"
    radio.name = `focal-grid-${index}`
    radio.value = `${n % 3} ${Math.floor(n / 3)}`
    radio.setAttribute("aria-label", names[n])
    radio.addEventListener("change", () => setPoint(photo, NINTHS[n % 3], NINTHS[Math.floor(n / 3)]))
    label.append(radio)
    cells.append(label)
  }
  group.append(legend, cells)
  row.append(group)
}

function prepare(root) {
  document.body.classList.add("with-focal-script")
  root.querySelectorAll(".photo-input").forEach((zone) => {
    const photo = zone.closest(".inline-related")
    if (!photo || photo.classList.contains("empty-form")) return
    stage(photo)
    grid(photo, photo.id)
    draw(photo)
  })
}

prepare(document)
document.addEventListener("formset:added", () => prepare(document))
document.addEventListener("photo:chosen", (event) => {
  const photo = event.target.closest(".inline-related")
  stage(photo)
  setPoint(photo, 0.5, 0.5)
})
