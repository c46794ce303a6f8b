import { type RefObject, useEffect, useState } from 'react'

/** Whether what is in an element is longer than the element: then it scrolls and must be reachable by keyboard. */
export function useOverflow(ref: RefObject<HTMLElement | null>, key: string): boolean {
  const [overflows, setOverflows] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another element
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => setOverflows(element.scrollHeight > element.clientHeight + 1)
    const sizes = new ResizeObserver(measure)
    const watch = () => {
      sizes.disconnect()
      sizes.observe(element)
      for (const child of element.children) sizes.observe(child)
      measure()
    }
    const children = new MutationObserver(watch)
    children.observe(element, { childList: true })
    watch()
    return () => {
      sizes.disconnect()
      children.disconnect()
    }
  }, [ref, key])
  return overflows
}
