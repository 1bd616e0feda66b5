/**
 * Small helps on every page of the staff's side, which works without them: heading cells that
 * promise nothing, forms for new rows when they are asked for, a menu that closes.
 */

// A heading cell without words is an empty promise to a screen reader.
for (const head of document.querySelectorAll("thead th")) {
  if (head.textContent.trim() || head.children.length) continue
  const cell = document.createElement("td")
  cell.className = head.className
  head.replaceWith(cell)
}

/**
 * The empty form at the end of a group, which the admin copies for each new row, costs a slow
 * laptop as much as a filled one. It waits in a template until a row is asked for.
 */
for (const empty of document.querySelectorAll(".js-inline-admin-formset .empty-form")) {
  const group = empty.closest(".js-inline-admin-formset")
  // The admin puts its button after the last form; without another form that is this one.
  if (empty.tagName === "TR" || !group.querySelector(".inline-related:not(.empty-form)")) continue
  const source = document.createElement("template")
  empty.before(source)
  source.content.append(empty)
  group.addEventListener(
    "click",
    (event) => {
      const row = event.target.closest(".add-row")
      if (!row || !source.isConnected) return
      row.before(source.content)
      source.remove()
    },
    { capture: true },
  )
}

for (const menu of document.querySelectorAll(".desk-more")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false
  })
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
}

// Whoever uses this browser next finds no unsaved text of ours.
document.getElementById("logout-form")?.addEventListener("submit", () => {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith("reportcms:draft:"))
    for (const name of names) localStorage.removeItem(name)
  } catch {} // storage is switched off: nothing was kept
})
