/** Where the built app has its service worker; absent while developing. */
const SCRIPT = '/service-worker.js'

/** Makes the app work offline from its second load on. Only built apps have a worker to register. */
export function registerServiceWorker(): void {
  const isBuilt = document.querySelector('script[src^="/assets/"]') !== null
  if (!(isBuilt && 'serviceWorker' in navigator)) return
  navigator.serviceWorker.register(SCRIPT).catch((cause: unknown) => {
    // Without the worker the app only lacks its offline copy; the page's root says so for whoever looks.
    document.documentElement.dataset['offlineCopy'] = String(cause)
  })
}
