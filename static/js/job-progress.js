/**
 * Keeps the bars of work under way up to date. When some work begins or ends, the parts of the
 * page that follow it are fetched anew and exchanged; what somebody types elsewhere stays.
 */

const PAUSE = 1500
const said = document.getElementById("job-said")

async function ask(url, type) {
  const answer = await fetch(url, { headers: { Accept: type } })
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText)
  return answer
}

/** Exchange every part that has reached another state; say what became of it. */
async function renew() {
  const answer = await ask(location.href, "text/html")
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id)
    if (!other || other.dataset.state === part.dataset.state) continue
    part.replaceWith(document.adoptNode(other))
    if (other.dataset.said) said.textContent = other.dataset.said
  }
}

/** Show how far a job is; return whether it is in another state than the page says. */
async function look(card) {
  const step = card.querySelector(".job-step")
  try {
    const now = await (await ask(card.dataset.stateUrl, "application/json")).json()
    card.querySelector("progress").value = now.percent
    if (step.textContent !== now.step) step.textContent = now.step
    return now.state !== card.dataset.state
  } catch {
    step.textContent = card.dataset.lost
    return false
  }
}

async function follow() {
  const cards = [...document.querySelectorAll(".job")]
  const moved = await Promise.all(cards.map(look))
  if (moved.includes(true)) await renew().catch(() => {})
  if (document.querySelector(".job")) setTimeout(follow, PAUSE)
}

setTimeout(follow, PAUSE)
