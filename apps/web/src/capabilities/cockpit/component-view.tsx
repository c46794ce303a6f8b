import type { CockpitComponent, ComponentData } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { type DrawnKind, drawnKinds, type KitItem } from '@civitas/ui/charts/kit-data.ts'
import { lazy, Suspense, useMemo } from 'react'
import styles from './cockpit.module.css'
import { cockpitTexts } from './cockpit.texts.ts'
import { Figure, ProgressBar } from './figures.tsx'
import { Lamps, RankingList, RowList, ValueTable } from './lists.tsx'
import { ClockFace, PictureBox, PlainText, VideoBox } from './plain.tsx'

const KitChart = lazy(() =>
  import('@civitas/ui/charts/kit-chart.tsx').then((module) => ({ default: module.KitChart })),
)
const CockpitMap = lazy(() => import('./cockpit-map.tsx').then((module) => ({ default: module.CockpitMap })))

export interface ComponentViewProps {
  component: CockpitComponent
  data: ComponentData | undefined
  scale: number
  /** A division was clicked: its code and name. */
  onFilter?: (code: string, name: string) => void
  /** Calls a consultation about what this component shows. */
  onConsult?: (about: string) => void
}

/** One component of a cockpit: title, what it shows, and where and when that comes from. */
export function ComponentView(props: ComponentViewProps) {
  const { component, data, onConsult } = props
  const texts = useTexts(cockpitTexts)
  const isStale = Boolean(data?.freshness)
  return (
    <section className={styles.component} aria-label={component.title} data-kind={component.kind}>
      <header className={styles.head}>
        <h2>{component.title}</h2>
        {data?.unit && component.kind !== 'number' && component.kind !== 'progress' ? (
          <span>{data.unit}</span>
        ) : null}
        {data?.coarse ? <span className={styles.mark}>{texts.coarse}</span> : null}
        {onConsult ? (
          <button
            type="button"
            data-unpictured
            className={styles.consult}
            onClick={() => onConsult(aboutOf(component, data))}
          >
            {texts.consult}
          </button>
        ) : null}
        {isStale ? <span className={styles.stale}>{data?.freshness}</span> : null}
      </header>
      <div className={`${styles.body} ${isStale ? styles.grey : ''}`}>
        <Suspense fallback={null}>
          <Content {...props} />
        </Suspense>
      </div>
      {data ? (
        <footer className={styles.foot}>
          {data.source ? <span>{texts.from(data.source)}</span> : null}
          <span>{texts.cutOff(formatTime(data.cutOffTime).slice(5, 16))}</span>
        </footer>
      ) : null}
    </section>
  )
}

/** What a consultation is called about: the title, with the figure where there is one. */
function aboutOf({ title }: CockpitComponent, data: ComponentData | undefined): string {
  if (data?.value === null || data?.value === undefined) return title
  return `${title} ${formatNumber(data.value, data.precision)}${data.unit}`
}

function isDrawn(kind: string): kind is DrawnKind {
  return (drawnKinds as readonly string[]).includes(kind)
}

function Content({ component, data, scale, onFilter }: ComponentViewProps) {
  const texts = useTexts(cockpitTexts)
  const { kind } = component
  const kit = useMemo(
    () => ({
      items: (data?.items ?? []) as KitItem[],
      unit: data?.unit ?? '',
      precision: data?.precision ?? 0,
    }),
    [data],
  )
  const pick = (name: string) => {
    const code = kit.items.find((item) => item.name === name)?.code
    if (component.sets && code && onFilter) onFilter(code, name)
  }
  if (kind === 'map') return <CockpitMap scale={scale} />
  if (kind === 'clock') return <ClockFace />
  if (kind === 'text') return <PlainText options={component.options} />
  if (kind === 'video') return <VideoBox options={component.options} />
  if (kind === 'image') return <PictureBox options={component.options} />
  if (!data) return <p className={styles.quiet}>{texts.waiting}</p>
  if (kind === 'number') return <Figure data={data} />
  if (kind === 'progress') return <ProgressBar data={data} />
  if (data.items.length === 0) return <p className={styles.quiet}>{data.note ?? texts.empty}</p>
  if (isDrawn(kind)) return <KitChart kind={kind} data={kit} label={component.title} onPick={pick} />
  if (kind === 'table') return <ValueTable data={data} />
  if (kind === 'ranking') return <RankingList data={data} onPick={component.sets ? pick : undefined} />
  if (kind === 'lamps') return <Lamps data={data} />
  return <RowList data={data} turns={kind === 'carousel'} />
}
