/** Keeps the progress of a publication up to date, and shows the result when it is there. */

const PAUSE = 1500
const card = document.getElementById("progress")
const bar = card.querySelector("progress")
const step = document.getElementById("progress-step")

async function look() {
  try {
    const answer = await fetch(card.dataset.stateUrl, { headers: { Accept: "application/json" } })
    if (!answer.ok) throw new Error(answer.statusText)
    const now = await answer.json()
    bar.value = now.percent
    if (step.textContent !== now.step) step.textContent = now.step
    if (now.state === "done" || now.state === "failed") return location.reload()
    if (now.state !== card.dataset.state) return location.reload()
  } catch {
    step.textContent = card.dataset.lost
  }
  setTimeout(look, PAUSE)
}

setTimeout(look, PAUSE)
