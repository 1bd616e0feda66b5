/**
 * Figures of the ledger inside sentences. The text keeps only which figure it is, as
 * <data value="id"></data>; here it stands as a chip with the value of today. A button and
 * Ctrl+Shift+F open a dialog that finds figures by name. The words are those of the template
 * "figure-dialog" on the page; without it there are chips without a value and no button.
 */
import { Node } from "django-prose-editor/editor"

const template = document.getElementById("figure-dialog")
const words = template?.dataset ?? {}
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const PAUSE = 250 // milliseconds without typing before a search

async function fetched(query) {
  const answer = await fetch(`${words.url}?${new URLSearchParams(query)}`)
  if (!answer.ok) throw new Error(answer.status)
  return answer.json()
}

// --- What the figures of the page are ------------------------------------------------------------

const known = new Map() // id → what the server says of it, null if it knows none
const chips = new Set()
const asked = new Set()
let asking = null

/** Ask for the figures of all chips that have come since, in one request. */
function ask(id) {
  if (!words.url || known.has(id)) return
  asked.add(id)
  asking ??= setTimeout(async () => {
    const ids = [...asked]
    asked.clear()
    asking = null
    try {
      const { figures } = await fetched({ ids: ids.join(",") })
      for (const id of ids) known.set(id, null)
      for (const figure of figures) known.set(figure.id, figure)
    } catch {
      return // the chips stay as they are; the text is none the worse
    }
    for (const chip of chips) chip.show()
  })
}

class Chip {
  constructor(id) {
    this.id = id
    this.dom = document.createElement("span")
    this.dom.className = "figure-chip"
    this.dom.contentEditable = "false"
    chips.add(this)
    this.show()
    ask(id)
  }

  show() {
    const figure = known.get(this.id)
    const isMissing = figure === null
    this.dom.classList.toggle("missing", isMissing || figure?.usable === false)
    this.dom.textContent = isMissing ? words.missing : (figure?.value ?? "…")
    const told = [figure?.name, figure?.date, figure?.mission]
    if (figure?.usable === false) told.push(words.unusable)
    this.dom.title = told.filter(Boolean).join(" · ")
  }

  destroy() {
    chips.delete(this)
  }
}

// --- The dialog ----------------------------------------------------------------------------------

/** A figure as a row to choose: its value, and below it which one it is. */
function row(figure) {
  const item = document.createElement("li")
  const button = document.createElement("button")
  const part = (tag, name, ...texts) => {
    const element = document.createElement(tag)
    element.className = name
    element.textContent = texts.filter(Boolean).join(" · ")
    return element
  }
  button.type = "button"
  button.dataset.id = figure.id
  button.append(
    part("strong", "figure-choice-value", `${figure.value} ${figure.unit}`.trim()),
    part("span", "figure-choice-name", figure.name),
    part("span", "quiet", figure.date, figure.mission, figure.source),
  )
  item.append(button)
  return item
}

/** Let somebody choose a figure; gives its id, or null. */
function chooseFigure() {
  const dialog = template.content.firstElementChild.cloneNode(true)
  const query = dialog.querySelector("input")
  const status = dialog.querySelector("[role=status]")
  const list = dialog.querySelector("ul")
  let chosen = null
  let latest = 0
  let pause = null

  async function search() {
    const own = ++latest
    let found
    try {
      found = await fetched({ q: query.value })
    } catch {
      if (own === latest) status.textContent = words.failed
      return
    }
    if (own !== latest) return // an older answer came late
    for (const figure of found.figures) known.set(figure.id, figure)
    list.replaceChildren(...found.figures.map(row))
    const said = found.more ? words.more : found.figures.length ? words.found : words.none
    status.textContent = said.replace("%count%", found.figures.length)
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const stops = [query, ...list.querySelectorAll("button")]
    const place = stops.indexOf(event.target)
    if (!step || place < 0) return
    event.preventDefault()
    stops[Math.min(Math.max(place + step, 0), stops.length - 1)].focus()
  }

  query.addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(search, PAUSE)
  })
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation() // no key of the dialog is the editor's or the form's
    if (event.key === "Enter" && event.target === query) {
      event.preventDefault()
      list.querySelector("button")?.focus()
    }
    move(event)
  })
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button")
    if (!button) return
    chosen = button.dataset.id
    dialog.close()
  })
  document.body.append(dialog)
  dialog.showModal()
  query.focus()
  search()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      clearTimeout(pause)
      latest += 1
      dialog.remove()
      resolve(chosen)
    })
  })
}

// --- The editor ----------------------------------------------------------------------------------

async function insertFigure(editor) {
  const id = await chooseFigure()
  const chain = editor.chain().focus()
  if (id) chain.insertContent({ type: "figureReference", attrs: { value: id } })
  chain.run()
}

export const FigureReference = Node.create({
  name: "figureReference",
  group: "inline",
  inline: true,
  atom: true,

  addAttributes() {
    return { value: { default: null } }
  },

  parseHTML() {
    // What other sites mark up as data is plain text here.
    const named = (element) => UUID.test(element.getAttribute("value")) && null
    return [{ tag: "data[value]", getAttrs: named }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["data", HTMLAttributes]
  },

  addNodeView() {
    return ({ node }) => new Chip(node.attrs.value)
  },

  addMenuItems({ menu, buttons }) {
    if (!template) return
    menu.defineItem({
      name: "figureReference",
      groups: "link",
      command: insertFigure,
      button: buttons.text(words.button, words.hint),
    })
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Shift-f": () => {
        if (template) insertFigure(this.editor)
        return Boolean(template)
      },
    }
  },
})
