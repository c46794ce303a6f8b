import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../locale.tsx'
import { uiTexts } from '../texts.ts'
import { useTheme } from '../theme.tsx'
import styles from './charts.module.css'
import type { DrawnKind, KitData } from './kit-data.ts'
import { type EChartsType, initKitChart } from './kit-engine.ts'
import { kitOption } from './kit-option.ts'

interface KitChartProps {
  kind: DrawnKind
  data: KitData
  /** What the chart is about, for those who cannot see it. */
  label: string
  /** Called with the index or name of what one clicks. */
  onPick?: (name: string) => void
}

/** A chart of the kit; fills its parent and grows with the root font size. */
export function KitChart({ kind, data, label, onPick }: KitChartProps) {
  const { palette } = useTheme()
  const texts = useTexts(uiTexts)
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const pick = useRef(onPick)
  const [scale, setScale] = useState(1)
  useEffect(() => {
    pick.current = onPick
  })
  useEffect(() => {
    if (!holder.current) return
    const made = initKitChart(holder.current)
    chart.current = made
    made.on('click', (event) => pick.current?.(String(event.name ?? '')))
    const watch = new ResizeObserver(() => {
      made.resize()
      setScale(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1)
    })
    watch.observe(holder.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(kitOption(kind, data, { palette, scale, texts: texts.kit }), {
      notMerge: true,
      lazyUpdate: true,
    })
  }, [kind, data, palette, scale, texts])
  return <div ref={holder} className={styles.plot} role="img" aria-label={label} />
}
