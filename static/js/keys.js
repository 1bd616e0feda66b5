/**
 * The keys of every page: “/” goes to the search, “?” shows which keys the screen has. Whoever
 * speaks to the computer, or presses them by accident, turns both off in the dialog.
 */

const OFF = "reportcms-single-keys-off"
const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])"
const search = document.getElementById("desk-search")
const dialog = document.getElementById("keys")
const button = document.getElementById("keys-open")
const toggle = document.getElementById("keys-single")

/** What the browser keeps; a browser may be told to keep nothing, and then throws. */
function kept() {
  try {
    return localStorage
  } catch {
    return null
  }
}

if (dialog) {
  button.hidden = false
  button.addEventListener("click", () => dialog.showModal())
  toggle.checked = kept()?.getItem(OFF) !== "1"
  toggle.addEventListener("change", () => {
    if (toggle.checked) kept()?.removeItem(OFF)
    else kept()?.setItem(OFF, "1")
  })
  // A click on the dark around the dialog.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close()
  })
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !toggle.checked) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest(TYPED_IN) || document.querySelector("dialog[open]")) return
    if (event.key === "/") {
      event.preventDefault()
      search.focus()
      search.select()
    } else if (event.key === "?") {
      event.preventDefault()
      dialog.showModal()
    }
  })
}
