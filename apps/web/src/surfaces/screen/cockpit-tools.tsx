import { type CockpitContent, type CockpitPage, type ComponentData, listPages } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { type RefObject, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useRead } from '../../app/query.ts'
import { useMe } from '../../app/require-session.tsx'
import { cockpitTexts } from '../../capabilities/cockpit/cockpit.texts.ts'
import { pageCsv } from '../../lib/page-csv.ts'
import { takePicture } from '../../lib/page-picture.ts'
import { saveFile } from '../../lib/save-file.ts'
import { periods, usePageFilter } from './use-page-filter.ts'

interface CockpitToolsProps {
  page: CockpitPage
  content: CockpitContent
  data: ReadonlyMap<string, ComponentData>
  cutOffTime: string | null
  /** What a picture is taken of. */
  pictured: RefObject<HTMLElement | null>
}

/** Period, other pages with the same filter, and the page as a picture or a table. */
export function CockpitTools(props: CockpitToolsProps) {
  const texts = useTexts(cockpitTexts)
  const { window: period, setFilter } = usePageFilter()
  return (
    <>
      <select
        data-unpictured
        aria-label={texts.period}
        value={period ?? ''}
        onChange={(event) => setFilter({ window: event.target.value || null })}
      >
        {(['', ...periods] as const).map((one) => (
          <option key={one} value={one}>
            {texts.periods[one]}
          </option>
        ))}
      </select>
      <OtherPages id={props.page.id} />
      <Exports {...props} />
    </>
  )
}

/** Goes to another page; division and period go along. */
function OtherPages({ id }: { id: string }) {
  const texts = useTexts(cockpitTexts)
  const navigate = useNavigate()
  const [query] = useSearchParams()
  const pages = useRead(listPages, { query: { state: 'published', limit: 100 } }, { staleMs: 60_000 })
  const kept = new URLSearchParams(query)
  kept.delete('draft')
  return (
    <select
      data-unpictured
      aria-label={texts.otherPage}
      value={id}
      onChange={(event) => navigate(`/screen/${event.target.value}?${kept}`)}
    >
      {pages.data?.items.some((one) => one.id === id) ? null : <option value={id}>{texts.otherPage}</option>}
      {pages.data?.items.map((one) => (
        <option key={one.id} value={one.id}>
          {one.title}
        </option>
      ))}
    </select>
  )
}

function Exports({ page, content, data, cutOffTime, pictured }: CockpitToolsProps) {
  const texts = useTexts(cockpitTexts)
  const me = useMe()
  const [isTaking, setTaking] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const watermark = texts.takenBy(
    `${me?.user.name ?? ''}（${me?.user.account ?? ''}）`,
    formatTime(new Date().toISOString()),
  )
  const sources = [...new Set([...data.values()].map((one) => one.source).filter(Boolean))]
  const footnote = [
    cutOffTime ? texts.cutOff(formatTime(cutOffTime)) : '',
    texts.from(sources.join('、')),
  ].join(' · ')
  const name = `${page.title} ${formatTime(new Date().toISOString()).replaceAll(':', '')}`
  const take = async () => {
    if (!pictured.current) return
    setTaking(true)
    setFailed(false)
    try {
      saveFile(await takePicture(pictured.current, { title: page.title, footnote, watermark }), `${name}.png`)
    } catch (error) {
      console.warn('no picture could be taken', error)
      setFailed(true)
    } finally {
      setTaking(false)
    }
  }
  const table = () => {
    const components = content.components.flatMap((one) => {
      const read = data.get(one.id)
      return read ? [{ ...read, title: one.title }] : []
    })
    const text = pageCsv(components, {
      columns: Object.values(texts.csvColumns),
      footnote: `${footnote} · ${watermark}`,
    })
    saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${name}.csv`)
  }
  return (
    <>
      <button type="button" data-unpictured disabled={isTaking} onClick={() => void take()}>
        {texts.picture}
      </button>
      <button type="button" data-unpictured onClick={table}>
        {texts.csv}
      </button>
      {hasFailed ? <span role="alert">{texts.pictureFailed}</span> : null}
    </>
  )
}
