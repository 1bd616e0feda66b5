/**
 * Shows the deadlines anew when another day is chosen; everything else typed stays as it is.
 * Without this script a button does the same.
 */

const form = document.getElementById("round-open")
const day = form.elements.due_on
const button = form.querySelector("[name=look]")

async function renew() {
  const data = new FormData(form)
  data.set("look", "1")
  const answer = await fetch(location.href, { method: "POST", body: data })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const shown of form.querySelectorAll("[data-deadline]")) {
    const other = fresh.querySelector(`[data-deadline="${shown.dataset.deadline}"]`)
    if (other) shown.replaceChildren(...other.childNodes)
  }
  const over = fresh.getElementById("round-over")
  if (over) document.getElementById("round-over").replaceChildren(...over.childNodes)
}

button.closest("p").hidden = true
day.addEventListener("change", () => renew().catch(() => (button.closest("p").hidden = false)))
document.getElementById("round-wrong")?.focus()
