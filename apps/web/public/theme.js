// Sets the colours before the first paint; the app's settings keep the choice under the same key.
;(() => {
  const choice = localStorage.getItem('threados.theme')
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = choice === 'light' || choice === 'dark' ? choice : system
})()
