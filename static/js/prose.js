/**
 * The rich text editor, with the parts that a text's field names. It is made as soon as the page
 * is read, before the scripts of the form; only the words of the interface come earlier.
 */
import * as parts from "django-prose-editor/editor"
import { FigureReference } from "reportcms/figure-reference"
import { WordPaste } from "reportcms/word-paste"

const FIELD = "data-django-prose-editor-reportcms"
const known = { ...parts, FigureReference, WordPaste }

/** The name of a text box, for the editor that takes its place. */
function nameOf(textarea) {
  const label = textarea.labels[0] ?? textarea.closest(".form-row")?.querySelector("label")
  return (label?.textContent.trim() || document.title).replace(/:$/, "")
}

/** Make the editor of a text box; `settings` name its parts, else the box says them itself. */
export function createEditor(textarea, settings = textarea.getAttribute(FIELD)) {
  const { extensions } = JSON.parse(settings)
  const chosen = Object.entries(extensions).map(([name, options]) =>
    typeof options === "object" ? known[name].configure(options) : known[name],
  )
  const editor = parts.createTextareaEditor(textarea, chosen)
  const area = editor.view.dom
  if (!textarea.hasAttribute("aria-labelledby")) area.setAttribute("aria-label", nameOf(textarea))
  area.setAttribute("aria-multiline", "true")
  return editor
}

parts.initializeEditors((textarea) => createEditor(textarea), `[${FIELD}]`)
