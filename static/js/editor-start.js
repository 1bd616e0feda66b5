/** Begins the editors on the page at once; by themselves they would wait for all other scripts. */
import { createEditor } from "django-prose-editor/configurable"

for (const text of document.querySelectorAll("[data-django-prose-editor-configurable]")) {
  if (!text.name.includes("__prefix__")) createEditor(text)
}
