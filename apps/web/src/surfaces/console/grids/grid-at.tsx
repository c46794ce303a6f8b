import { findGridAt } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { gridsTexts } from './grids.texts.ts'

interface GridAtProps {
  at: [number, number]
  /** `2025-05-01`; of that day the grid and its people are shown. */
  day: string
}

/** Which grid a place lay in on a day, who answered for it, and the events counted under it. */
export function GridAt({ at: [lon, lat], day }: GridAtProps) {
  const texts = useTexts(gridsTexts)
  const read = useRead(findGridAt, { query: { lon, lat, time: `${day}T12:00:00+08:00` } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { grid, staff } = read.data
  if (!grid)
    return (
      <Section title={texts.at}>
        <Quiet>{texts.noGridAt}</Quiet>
      </Section>
    )
  return (
    <Section
      title={texts.at}
      extra={<Link to={`/console/events?division=${grid.code}`}>{texts.eventsOf}</Link>}
    >
      <Facts
        facts={[
          { label: texts.columns.name, value: grid.name },
          { label: texts.columns.code, value: <span className="code">{grid.code}</span> },
          { label: texts.columns.version, value: `${grid.version} · ${texts.causes[grid.cause]}` },
          { label: texts.columns.from, value: grid.fromDate },
          { label: texts.columns.to, value: grid.toDate ?? texts.none },
          { label: texts.columns.area, value: `${formatNumber(grid.areaM2 / 1e6, 3)} km²` },
        ]}
      />
      {staff.length === 0 ? <Quiet>{texts.staff.empty}</Quiet> : null}
      <Lines>
        {staff.map((one) => (
          <Line
            key={one.id}
            title={`${texts.posts[one.post]} ${one.name}`}
            note={[
              one.phone,
              one.organisation,
              one.substitute ? `${texts.staff.substitute} ${one.substitute.name}` : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
      </Lines>
    </Section>
  )
}
