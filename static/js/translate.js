/**
 * The Translate screen: each text is saved by itself, without leaving the others; editors are
 * made when they come near; Ctrl+Enter marks a text as done and goes on. Without it the buttons
 * send the whole page, which stores the same.
 */

const form = document.getElementById("translate-form")
const words = form.dataset
const progress = document.getElementById("tr-progress")
const NEAR = "600px" // how far below the window editors are made
const cards = () => [...form.querySelectorAll(".tr-text")]
const box = (card) => card.querySelector("textarea")

// --- Editors ---------------------------------------------------------------------------------------

const editors = new WeakMap() // text box → its editor

async function makeEditor(textarea) {
  if (editors.has(textarea)) return editors.get(textarea)
  const made = import("reportcms/prose").then(({ createEditor }) =>
    createEditor(textarea, words.editor),
  )
  editors.set(textarea, made)
  const editor = await made
  const area = editor.view.dom
  for (const name of ["lang", "dir"]) area.setAttribute(name, textarea.getAttribute(name))
  area.setAttribute("aria-labelledby", textarea.getAttribute("aria-labelledby"))
  area.setAttribute("aria-describedby", textarea.getAttribute("aria-describedby"))
  return editor
}

const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue
      near.unobserve(entry.target)
      makeEditor(entry.target)
    }
  },
  { rootMargin: NEAR },
)

// --- What is unsaved -------------------------------------------------------------------------------

const settled = new Map() // text box → what is stored of it
const isDirty = (textarea) => textarea.value !== settled.get(textarea)

function look(card) {
  const dirty = isDirty(box(card))
  const said = card.querySelector(".tr-unsaved")
  card.classList.toggle("unsaved", dirty)
  if (!dirty) return said?.remove()
  if (said) return
  const note = document.createElement("span")
  note.className = "tr-unsaved"
  note.textContent = words.unsaved
  card.querySelector(".tr-buttons").append(note)
}

for (const card of cards()) {
  const textarea = box(card)
  if (!textarea) continue
  // One could write before this script was there.
  settled.set(textarea, textarea.hasAttribute("data-refused") ? null : textarea.defaultValue)
  look(card)
  if (textarea.hasAttribute("data-rich")) near.observe(textarea)
}

form.addEventListener("input", (event) => {
  const card = event.target.closest(".tr-text")
  if (card) look(card)
})
addEventListener("beforeunload", (event) => {
  if ([...settled.keys()].some(isDirty)) event.preventDefault()
})

// --- Saving ----------------------------------------------------------------------------------------

function tell(card, text) {
  const note = document.createElement("p")
  note.className = "tr-complaint"
  note.textContent = text
  card.querySelector(".tr-told").append(note)
}

const sending = new WeakMap() // card → what becomes of its last save

/**
 * Save one text; says whether it is stored as it was meant. A save waits for the one before it,
 * whose answer says what is stored now, and is dropped if that was refused: look first.
 */
async function save(card, act) {
  const before = sending.get(card)
  const sent = (async () => ((await before) === "refused" ? "refused" : send(card, act)))()
  sending.set(card, sent)
  try {
    return (await sent) === "as meant"
  } finally {
    if (sending.get(card) === sent) sending.delete(card)
  }
}

/** Send one text; says whether it was refused, is stored, or is stored as it was meant. */
async function send(card, act) {
  const textarea = box(card)
  const sent = textarea.value
  const body = new FormData()
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
  body.set(act, card.dataset.key)
  body.set("alone", "1") // the answer is about this text, not the page
  for (const input of card.querySelectorAll("[name]:not(button)")) body.set(input.name, input.value)
  const told = card.querySelector(".tr-told")
  told.replaceChildren()
  tell(card, words.saving)
  let response
  let answer
  try {
    response = await fetch(location.href, { method: "POST", body })
  } catch {
    told.replaceChildren()
    tell(card, words.failed)
    return "refused"
  }
  try {
    answer = await response.json()
  } catch {
    told.replaceChildren()
    tell(card, words.gone)
    return "refused"
  }
  told.innerHTML = answer.told
  progress.innerHTML = answer.progress
  card.dataset.state = answer.state
  card.querySelector("[name^=seen-]").value = answer.seen
  card.querySelector("[name^=original-]").value = answer.original
  if (response.ok) settled.set(textarea, sent)
  look(card)
  if (!response.ok) return "refused"
  return act === "save" || answer.state === "done" ? "as meant" : "stored"
}

function goOn(card) {
  const all = cards()
  const at = all.indexOf(card)
  const next = [...all.slice(at + 1), ...all.slice(0, at)].find(
    (other) => other.dataset.state !== "done" && box(other),
  )
  if (next) focusOn(next)
}

async function focusOn(card) {
  const textarea = box(card)
  if (textarea.hasAttribute("data-rich")) (await makeEditor(textarea)).commands.focus()
  else textarea.focus()
  card.scrollIntoView({ block: "center" })
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter
  if (!button?.value) return
  event.preventDefault()
  const card = button.closest(".tr-text")
  const stored = await save(card, button.name)
  if (stored && button.name === "done") goOn(card)
})

// Before the editor takes the key for a line break of its own.
form.addEventListener(
  "keydown",
  async (event) => {
    const card = event.target.closest(".tr-text")
    if (!card || !(event.ctrlKey || event.metaKey) || event.altKey) return
    const act = { Enter: "done", s: "save" }[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    const stored = await save(card, act)
    if (stored && act === "done") goOn(card)
  },
  true,
)

// --- Copying ---------------------------------------------------------------------------------------

for (const button of form.querySelectorAll("[data-copy]")) button.hidden = false

form.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]")
  if (!button) return
  const card = button.closest(".tr-text")
  const textarea = box(card)
  const text = textarea.dataset[button.dataset.copy]
  if (textarea.hasAttribute("data-rich")) {
    const editor = await makeEditor(textarea)
    editor.chain().focus().setContent(text, { emitUpdate: true }).run()
  } else {
    textarea.value = text
    textarea.focus()
  }
  look(card)
})

const wanted = document.getElementById(location.hash.slice(1))
if (wanted?.matches(".tr-text") && box(wanted)) focusOn(wanted)
