import { type CockpitPageDetail, getPage, recordPageView } from '@civitas/sdk'
import { formatClock, Loading, ThemeRoot, useTexts } from '@civitas/ui'
import { useEffect, useRef, useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { client } from '../../app/client.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from '../../capabilities/cockpit/cockpit.module.css'
import { cockpitTexts } from '../../capabilities/cockpit/cockpit.texts.ts'
import { PageCanvas } from '../../capabilities/cockpit/page-canvas.tsx'
import { usePageData } from '../../capabilities/cockpit/use-page-data.ts'
import { useWallScale } from './use-wall-scale.ts'

/** One cockpit page on a display of any ratio. */
export function CockpitPage() {
  const { page = '' } = useParams()
  const [query] = useSearchParams()
  return <CockpitScreen id={page} draft={query.get('draft') !== null} />
}

/** A page as a display shows it; also one of a wall. */
export function CockpitScreen({ id, draft = false }: { id: string; draft?: boolean }) {
  const read = useRead(getPage, { params: { id }, query: draft ? { draft } : {} }, { everyMs: 60_000 })
  const theme = read.data?.content.theme === 'light' ? 'light' : 'dark'
  return (
    <ThemeRoot theme={theme}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data ? <Shown detail={read.data} draft={draft} /> : null}
    </ThemeRoot>
  )
}

function Shown({ detail, draft }: { detail: CockpitPageDetail; draft: boolean }) {
  const { page, content } = detail
  const texts = useTexts(cockpitTexts)
  const { shape, scale } = useWallScale()
  const [filter, setFilter] = useState<{ code: string; name: string } | null>(null)
  const { data, cutOffTime, error } = usePageData({ id: page.id, content, draft })
  const filtered = usePageData({
    id: page.id,
    content,
    draft,
    division: filter?.code,
    enabled: filter !== null,
  })
  useLoadTime(page.id, data.size > 0)
  return (
    <main className={styles.page} data-theme-name={content.theme}>
      <div className={styles.bar}>
        <h1>{page.title}</h1>
        {filter ? (
          <button type="button" onClick={() => setFilter(null)}>
            {texts.filter(filter.name)} × {texts.clearFilter}
          </button>
        ) : null}
        <span className={styles.end} role="status">
          {error ? error.message : cutOffTime ? texts.cutOff(formatClock(cutOffTime)) : ''}
        </span>
      </div>
      <div className={styles.rest}>
        <PageCanvas
          content={content}
          data={data}
          filtered={filter ? filtered.data : undefined}
          scale={scale}
          columns={shape === 'tall' ? 12 : 24}
          onFilter={(code, name) => setFilter({ code, name })}
        />
      </div>
    </main>
  )
}

/** Tells once how long the page took until its first data were there. */
function useLoadTime(id: string, isReady: boolean): void {
  const told = useRef(false)
  useEffect(() => {
    if (!isReady || told.current) return
    told.current = true
    const loadMs = Math.min(600_000, performance.now())
    client.call(recordPageView, { params: { id }, body: { loadMs } }).catch((error: unknown) => {
      console.warn('the load time could not be told', error)
    })
  }, [id, isReady])
}
