/** Two clicks further apart than this are two clicks. */
const MOST_MS = 600

function nodeUnder(target: EventTarget | null): string | undefined {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-node]') : undefined
  return place?.dataset['node']
}

/**
 * Hears double clicks on nodes. The first click opens the inspector and may move the picture, so that the second
 * one can land anywhere: what counts is where the first one was. The result ends it.
 */
export function followDoubleClicks(screen: HTMLElement, act: (id: string) => void): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let first: { readonly id: string | undefined; readonly at: number } | undefined
  const onClick = (event: MouseEvent) => {
    if (event.detail === 1) first = { id: nodeUnder(event.target), at: event.timeStamp }
  }
  const onDouble = (event: MouseEvent) => {
    if (first?.id !== undefined && event.timeStamp - first.at < MOST_MS) act(first.id)
    first = undefined
  }
  screen.addEventListener('click', onClick, { signal, capture: true })
  document.addEventListener('dblclick', onDouble, { signal })
  return () => ending.abort()
}
