import { useTexts } from '@civitas/ui'
import { InputNumber, Tabs } from 'antd'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from '../reach/reach.module.css'
import { CopingTable } from './coping-table.tsx'
import { EventForecastPanel } from './event-forecast.tsx'
import { forecastTexts } from './forecast.texts.ts'
import { riskTexts } from './risk.texts.ts'
import { RiskOutcomes } from './risk-outcomes.tsx'
import { SocialRiskTable } from './social-risk-table.tsx'

const names = ['tab', 'division', 'days', 'minutes', 'complaints', 'disputes', 'order'] as const
const weights = [
  ['complaints', 30],
  ['disputes', 40],
  ['order', 30],
] as const

/** 风险与能力: where social risk gathers and how well each area could cope (PLT-099). */
export function RiskPage() {
  const texts = useTexts(riskTexts)
  const forecast = useTexts(forecastTexts)
  const may = useMay()
  const query = useListQuery(names)
  const { division } = query.filters
  const numberOf = (name: (typeof names)[number], usual: number) => Number(query.filters[name] ?? usual)
  const tab = query.filters.tab ?? 'social'
  const number = (name: (typeof names)[number], label: string, usual: number, max: number) => (
    <InputNumber
      prefix={label}
      aria-label={label}
      min={0}
      max={max}
      style={{ width: 190 }}
      value={numberOf(name, usual)}
      onChange={(value) => query.set({ [name]: value })}
    />
  )
  const open = (code: string) => query.set({ division: code })
  return (
    <Page title={texts.page} under={texts.under}>
      <div className={styles.filters}>
        <DivisionSelect value={division} onChange={(code) => query.set({ division: code ?? null })} />
        {tab === 'social' ? number('days', texts.days, 30, 180) : null}
        {tab === 'coping' ? number('minutes', texts.minutes, 30, 120) : null}
        {tab === 'social'
          ? weights.map(([name, usual]) => <span key={name}>{number(name, texts[name], usual, 100)}</span>)
          : null}
      </div>
      <Tabs
        activeKey={tab}
        onChange={(key) => query.set({ tab: key })}
        items={[
          ...(may('events.read')
            ? [
                {
                  ...{ key: 'social', label: texts.social },
                  children: (
                    <SocialRiskTable
                      onOpen={open}
                      query={{
                        ...(division ? { division } : {}),
                        ...{
                          days: Math.max(1, numberOf('days', 30)),
                          complaints: numberOf('complaints', 30),
                        },
                        ...{ disputes: numberOf('disputes', 40), order: numberOf('order', 30) },
                      }}
                    />
                  ),
                },
              ]
            : []),
          ...(may('events.read')
            ? [
                {
                  ...{ key: 'forecast', label: forecast.tab },
                  children: <EventForecastPanel division={division} />,
                },
              ]
            : []),
          ...(may('cases.read')
            ? [{ key: 'outcomes', label: texts.outcomes, children: <RiskOutcomes division={division} /> }]
            : []),
          ...(may('command.read')
            ? [
                {
                  ...{ key: 'coping', label: texts.coping },
                  children: (
                    <CopingTable
                      onOpen={open}
                      query={{
                        ...(division ? { division } : {}),
                        minutes: Math.max(5, numberOf('minutes', 30)),
                      }}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
    </Page>
  )
}
