import { getSiteFigures } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { publicityTexts } from './publicity.texts.ts'

const counted = ['published', 'waiting', 'visits', 'useful', 'notUseful'] as const

/** How the sites are kept and used: what is overdue, what was not found, what the daily check says. */
export function SiteFigures() {
  const texts = useTexts(publicityTexts)
  const read = useRead(getSiteFigures, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { overdueColumns, emptySearches, troubled } = read.data
  const data = read.data
  return (
    <>
      <Facts
        facts={counted.map((name) => ({ label: texts.figures[name], value: formatNumber(data[name]) }))}
      />
      <Section title={texts.overdueColumns}>
        {overdueColumns.length === 0 ? <Quiet>{texts.nothing}</Quiet> : null}
        <Lines>
          {overdueColumns.map((one) => (
            <Line
              key={`${one.siteName} ${one.title}`}
              title={`${one.siteName} · ${one.title}`}
              note={one.lastPublishedTime ? formatTime(one.lastPublishedTime) : '—'}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.emptySearches}>
        {emptySearches.length === 0 ? <Quiet>{texts.nothing}</Quiet> : null}
        <Lines>
          {emptySearches.map((one) => (
            <Line key={one.words} title={one.words} note={texts.times(one.times)} />
          ))}
        </Lines>
      </Section>
      <Section title={texts.troubled}>
        {troubled.length === 0 ? <Quiet>{texts.nothing}</Quiet> : null}
        <Lines>
          {troubled.map((one) => (
            <Line
              key={one.id}
              to={`/console/articles/${one.id}`}
              title={one.title}
              note={one.findings.map((each) => each.text).join('；')}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}
