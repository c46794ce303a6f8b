import { useEffect, useLayoutEffect, useState } from 'react'

export type WallShape = 'wide' | 'ultra-wide' | 'tall'

/** Shape and root font size of a wall of this many pixels: 16 px at 1920 × 1080, 32 px at 3840 × 2160. */
export function fitWall(width: number, height: number): { shape: WallShape; rootPx: number } {
  const ratio = width / height
  const shape = ratio > 2.4 ? 'ultra-wide' : ratio < 1 ? 'tall' : 'wide'
  const unit =
    shape === 'ultra-wide'
      ? height / 1080
      : shape === 'tall'
        ? Math.min(width / 1080, height / 1920)
        : Math.min(width / 1920, height / 1080)
  return { shape, rootPx: Math.max(9, Math.round(unit * 160) / 10) }
}

/** Fits the root font size to the wall while the page is shown, so that everything in rem grows with it. */
export function useWallScale(): { shape: WallShape; scale: number } {
  const [fit, setFit] = useState(() => fitWall(window.innerWidth, window.innerHeight))
  useEffect(() => {
    const change = () => setFit(fitWall(window.innerWidth, window.innerHeight))
    window.addEventListener('resize', change)
    return () => window.removeEventListener('resize', change)
  }, [])
  useLayoutEffect(() => {
    document.documentElement.style.fontSize = `${fit.rootPx}px`
    return () => {
      document.documentElement.style.fontSize = ''
    }
  }, [fit])
  return { shape: fit.shape, scale: fit.rootPx / 16 }
}
