/**
 * Passkeys: a form with data-passkey asks the browser for one and sends what it answers.
 *
 * data-passkey="get" proves who one is, "create" adds a key. The options come from the script
 * element with the id in data-options, or, fresh, from the address in data-options-from.
 */

const webauthn = window.webauthnJSON

async function options(form) {
  if (form.dataset.optionsFrom) {
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } })
    if (!answer.ok) throw new Error(answer.statusText)
    return (await answer.json()).request_options
  }
  const data = JSON.parse(document.getElementById(form.dataset.options).textContent)
  return data.request_options || data.creation_options
}

/** A key that logs in by itself must live in the device and ask for finger, face or PIN. */
function discoverable(wanted) {
  wanted.publicKey.authenticatorSelection = {
    ...wanted.publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  }
  return wanted
}

function problem(error, said) {
  if (error.name === "InvalidStateError") return said.dataset.known
  return error.name === "NotAllowedError" ? said.dataset.cancelled : said.dataset.failed
}

async function use(form) {
  const said = form.querySelector(".passkey-said")
  const button = form.querySelector("button:not([type])")
  said.textContent = ""
  button.disabled = true
  try {
    const wanted = await options(form)
    const credential =
      form.dataset.passkey === "create"
        ? await webauthn.create(discoverable(wanted))
        : await webauthn.get(wanted)
    form.elements.credential.value = JSON.stringify(credential)
    form.submit()
  } catch (error) {
    said.textContent = problem(error, said)
    button.disabled = false
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!webauthn?.supported()) {
    form.querySelector("[data-unsupported]")?.removeAttribute("hidden")
    continue
  }
  form.hidden = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    use(form)
  })
}
