import { type CockpitPageDetail, getPage, recordPageView } from '@civitas/sdk'
import { formatClock, Loading, ThemeRoot, useTexts } from '@civitas/ui'
import { useEffect, useRef } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { client } from '../../app/client.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { useMe } from '../../app/require-session.tsx'
import styles from '../../capabilities/cockpit/cockpit.module.css'
import { cockpitTexts } from '../../capabilities/cockpit/cockpit.texts.ts'
import { PageCanvas } from '../../capabilities/cockpit/page-canvas.tsx'
import { usePageData } from '../../capabilities/cockpit/use-page-data.ts'
import { CockpitTools } from './cockpit-tools.tsx'
import { usePageFilter } from './use-page-filter.ts'
import { useWallScale } from './use-wall-scale.ts'

/** One cockpit page on a display of any ratio. */
export function CockpitPage() {
  const { page = '' } = useParams()
  const [query] = useSearchParams()
  return <CockpitScreen key={page} id={page} draft={query.get('draft') !== null} isDesk />
}

interface CockpitScreenProps {
  id: string
  draft?: boolean
  /** A person sits before it: filters, other pages and export are at hand. */
  isDesk?: boolean
}

/** A page as a display shows it; also one of a wall. */
export function CockpitScreen({ id, draft = false, isDesk = false }: CockpitScreenProps) {
  const read = useRead(getPage, { params: { id }, query: draft ? { draft } : {} }, { everyMs: 60_000 })
  const theme = read.data?.content.theme === 'light' ? 'light' : 'dark'
  return (
    <ThemeRoot theme={theme}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data ? <Shown detail={read.data} draft={draft} isDesk={isDesk} /> : null}
    </ThemeRoot>
  )
}

interface ShownProps {
  detail: CockpitPageDetail
  draft: boolean
  isDesk: boolean
}

function Shown({ detail, draft, isDesk }: ShownProps) {
  const { page, content } = detail
  const texts = useTexts(cockpitTexts)
  const { shape, scale } = useWallScale()
  const { division, name, window: period, setFilter } = usePageFilter()
  const main = useRef<HTMLElement>(null)
  const consult = useConsult(page.id)
  const { data, cutOffTime, error } = usePageData({ id: page.id, content, draft, window: period })
  const filtered = usePageData({
    ...{ id: page.id, content, draft, window: period, division },
    enabled: division !== undefined,
  })
  useLoadTime(page.id, data.size > 0)
  return (
    <main className={styles.page} data-theme-name={content.theme} ref={main}>
      <div className={styles.bar}>
        <h1>{page.title}</h1>
        {division ? (
          <button type="button" onClick={() => setFilter({ division: null, name: null })}>
            {texts.filter(name ?? division)} × {texts.clearFilter}
          </button>
        ) : null}
        {isDesk ? (
          <CockpitTools
            page={page}
            content={content}
            data={division ? new Map([...data, ...filtered.data]) : data}
            cutOffTime={cutOffTime}
            pictured={main}
          />
        ) : null}
        <span className={styles.end} role="status">
          {error ? error.message : cutOffTime ? texts.cutOff(formatClock(cutOffTime)) : ''}
        </span>
      </div>
      <div className={styles.rest}>
        <PageCanvas
          content={content}
          data={data}
          filtered={division ? filtered.data : undefined}
          scale={scale}
          columns={shape === 'tall' ? 12 : 24}
          onFilter={(code, called) => setFilter({ division: code, name: called })}
          onConsult={isDesk ? consult : undefined}
        />
      </div>
    </main>
  )
}

/** What calls a consultation from this page; nothing for those who may not. */
function useConsult(page: string): ((about: string) => void) | undefined {
  const navigate = useNavigate()
  const mayCall = useMe()?.permissions.includes('command.direct') ?? false
  if (!mayCall) return undefined
  return (about) => {
    const asked = new URLSearchParams({ about, from: `/screen/${page}` })
    navigate(`/console/consultation-rooms?${asked}`)
  }
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
