import { getCoverage, type OperationInput, sectors } from '@civitas/sdk'
import { formatNumber, Loading, Stat, useTexts } from '@civitas/ui'
import { Segmented } from 'antd'
import { lazy, Suspense } from 'react'
import { useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { formatPosition } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from '../devices/devices.module.css'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useSectorNames } from './sector-names.ts'
import { sitingTexts } from './siting.texts.ts'

const CoverageMap = lazy(() => import('./coverage-map.tsx').then((m) => ({ default: m.CoverageMap })))
type Sector = OperationInput<typeof getCoverage>['query']['sector']
const ids = Object.keys(sectors) as Sector[]

/** Which grids the facilities of a sector reach, and those without any. */
export function Coverage() {
  const texts = useTexts(sitingTexts)
  const names = useSectorNames()
  const [parameters, setParameters] = useSearchParams()
  const sector = ids.find((id) => id === parameters.get('sector')) ?? 'water'
  const read = useRead(getCoverage, { query: { sector } }, { keepPrevious: true })
  return (
    <div className={styles.stack}>
      <div>
        <Segmented
          aria-label={texts.sector}
          value={sector}
          options={ids.map((value) => ({ value, label: names.get(value) }))}
          onChange={(value) => setParameters({ tab: 'coverage', sector: value })}
        />
      </div>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data ? (
        <>
          <div className={styles.stats}>
            <Stat label={texts.percent} value={formatNumber(read.data.percent, 1)} unit="%" />
            <Stat label={texts.facilities} value={formatNumber(read.data.facilities)} />
          </div>
          <Suspense fallback={<Loading />}>
            <CoverageMap coverage={read.data} />
          </Suspense>
          <Section
            title={texts.blind}
            extra={texts.coverage(formatNumber(read.data.covered), formatNumber(read.data.grids))}
          >
            {read.data.blind.length === 0 ? <Quiet>{texts.noBlind}</Quiet> : null}
            <Lines>
              {read.data.blind.slice(0, 50).map((grid) => (
                <Line
                  key={grid.code}
                  to={`/map?c=${grid.position[0]},${grid.position[1]},15`}
                  title={grid.name}
                  note={<span className="code">{formatPosition(grid.position)}</span>}
                />
              ))}
            </Lines>
          </Section>
        </>
      ) : null}
    </div>
  )
}
