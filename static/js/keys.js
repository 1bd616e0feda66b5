/**
 * The keys of every page: “/” goes to the search, “?” shows which keys the screen has. Whoever
 * speaks to the computer, or presses them by accident, turns both off in the dialog.
 */

const OFF = "reportcms-single-keys-off"
const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])"
const search = document.getElementById("desk-search")
const source = document.getElementById("keys-source")
const button = document.getElementById("keys-open")

/** What the browser keeps; a browser may be told to keep nothing, and then throws. */
function kept() {
  try {
    return localStorage
  } catch {
    return null
  }
}

if (source) {
  let active = kept()?.getItem(OFF) !== "1"

  /** The dialog, put into the page when it is first asked for. */
  function dialog() {
    const made = document.getElementById("keys")
    if (made) return made
    source.replaceWith(source.content)
    const box = document.getElementById("keys")
    const toggle = document.getElementById("keys-single")
    toggle.checked = active
    toggle.addEventListener("change", () => {
      active = toggle.checked
      if (active) kept()?.removeItem(OFF)
      else kept()?.setItem(OFF, "1")
    })
    // A click on the dark around the dialog.
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close()
    })
    return box
  }

  button.hidden = false
  button.addEventListener("click", () => dialog().showModal())
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !active) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest(TYPED_IN) || document.querySelector("dialog[open]")) return
    if (event.key === "/") {
      event.preventDefault()
      search.focus()
      search.select()
    } else if (event.key === "?") {
      event.preventDefault()
      dialog().showModal()
    }
  })
}
