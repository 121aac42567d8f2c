// Sets the looks before the first paint; the app's settings keep the choices under the same keys.
;(() => {
  const chosen = (name) => localStorage.getItem(`threados.${name}`)
  const prefers = (query) => matchMedia(`(prefers-${query})`).matches
  const { dataset } = document.documentElement
  const theme = chosen('theme')
  const system = prefers('color-scheme: dark') ? 'dark' : 'light'
  dataset.theme = theme === 'light' || theme === 'dark' ? theme : system
  dataset.contrast = chosen('contrast') === 'high' || prefers('contrast: more') ? 'high' : 'normal'
  dataset.motion = chosen('motion') === 'reduced' ? 'reduced' : 'system'
})()
