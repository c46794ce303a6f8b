/** A function that does `act` one second after it is first called, however often it is called in that second. */
export function onceASecond(act: () => void): () => void {
  let isPlanned = false
  return () => {
    if (isPlanned) return
    isPlanned = true
    setTimeout(() => {
      isPlanned = false
      act()
    }, 1_000)
  }
}
