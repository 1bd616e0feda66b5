/**
 * The rich text editor, with the parts that a text's field names. It is made as soon as the page
 * is read, before any other script of the form runs.
 */
import * as parts from "django-prose-editor/editor"
import { FigureReference } from "reportcms/figure-reference"
import { WordPaste } from "reportcms/word-paste"

const FIELD = "data-django-prose-editor-reportcms"
const known = { ...parts, FigureReference, WordPaste }

/** Make the editor of a text box; `settings` name its parts, else the box says them itself. */
export function createEditor(textarea, settings = textarea.getAttribute(FIELD)) {
  const { extensions } = JSON.parse(settings)
  const chosen = Object.entries(extensions).map(([name, options]) =>
    typeof options === "object" ? known[name].configure(options) : known[name],
  )
  const editor = parts.createTextareaEditor(textarea, chosen)
  const detail = { editor, textarea }
  textarea.dispatchEvent(new CustomEvent("prose-editor:ready", { detail, bubbles: true }))
  return editor
}

parts.initializeEditors((textarea) => createEditor(textarea), `[${FIELD}]`)
