// Keeps the pages of hotlines for when there is no network: those that were read, the directory,
// and the style sheets, scripts and fonts they are shown with. Nothing else, and no word of who read.

const SCOPE = new URL(self.registration.scope)
const PAGES = `hotlines ${SCOPE.pathname}`
const FILES = `hotlines files ${SCOPE.pathname}`
const FILE = /^\/static\/.+\.(?:css|js|woff2|svg)$/
const PATIENCE = 8000 // milliseconds until a slow network counts as none

addEventListener("install", (event) => {
  event.waitUntil(skipWaiting())
})

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim())
})

addEventListener("message", (event) => {
  if (event.data.forget) event.waitUntil(forget())
  if (event.data.keep) event.waitUntil(keep(event.data).then(() => event.ports[0].postMessage({})))
})

async function forget() {
  await registration.unregister()
  for (const name of [PAGES, FILES]) await caches.delete(name)
}

/** Keep the page that was read, the directory, and the files the page has loaded. */
async function keep({ keep: path, files }) {
  const pages = [...new Set([SCOPE.pathname, path])].filter((one) => one.startsWith(SCOPE.pathname))
  await Promise.allSettled(pages.map(async (one) => store(await fetch(one, { credentials: "omit" }), one)))
  const wanted = files.map((name) => new URL(name)).filter(isFile).map((url) => url.pathname)
  const cache = await caches.open(FILES)
  for (const request of await cache.keys()) {
    if (!wanted.includes(new URL(request.url).pathname)) await cache.delete(request)
  }
  const missing = []
  for (const name of wanted) if (!(await cache.match(name))) missing.push(name)
  await Promise.allSettled(missing.map((name) => cache.add(name)))
}

function isFile(url) {
  return url.origin === SCOPE.origin && FILE.test(url.pathname)
}

addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== "GET") return
  if (request.mode === "navigate") event.respondWith(page(request, url.pathname))
  else if (isFile(url)) event.respondWith(file(request))
})

/** The page as it is now; if it does not come, the copy; if there is none, the directory's. */
async function page(request, path) {
  const coming = fetch(request)
  try {
    const response = await within(PATIENCE, coming, path)
    if (response.status >= 500) throw new Error(response.status)
    return response
  } catch (error) {
    return (await copy(path)) || (await copy(SCOPE.pathname)) || coming
  }
}

/** Reject if there is a copy to show and the network takes longer than ``patience``. */
async function within(patience, coming, path) {
  const slow = new Promise((_, reject) => setTimeout(reject, patience))
  return Promise.race([coming, slow])
}

async function store(response, path) {
  if (!response.ok || response.redirected) {
    if (response.status === 404 || response.status === 410) {
      await (await caches.open(PAGES)).delete(path) // what the site has taken back goes here too
    }
    return
  }
  const headers = new Headers(response.headers)
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "etag"]) {
    headers.delete(name)
  }
  const when = new Date(response.headers.get("date") || Date.now()).toISOString()
  const html = (await response.text()).replace("<html ", `<html data-copied="${when}" `)
  await (await caches.open(PAGES)).put(path, new Response(html, { headers }))
}

async function copy(path) {
  return (await caches.open(PAGES)).match(path)
}

/** Files have their content in their name: a copy is as good as the network. */
async function file(request) {
  return (await (await caches.open(FILES)).match(request)) || fetch(request)
}
