import type { RiskScore } from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { Facts, Quiet, Section } from '../parts/page.tsx'
import { eventRiskTexts } from './event-risk.texts.ts'

/** How pressing a warning is, each of what it is made, and what is recommended. */
export function EventRisk({ risk }: { risk: RiskScore }) {
  const texts = useTexts(eventRiskTexts)
  const pick = usePick()
  const points = (value: number, most: number) => `${formatNumber(value, 1)} / ${formatNumber(most)}`
  const ranked = [...risk.factors].sort((a, b) => b.points - a.points)
  return (
    <Section title={texts.title} extra={<b>{texts.score(formatNumber(risk.score))}</b>}>
      <Facts
        facts={[
          ...ranked.map((one) => ({
            label: `${texts.factors[one.factor]} ${points(one.points, one.most)}`,
            value: one.reason,
          })),
          ...(risk.prevention
            ? [
                {
                  ...{ label: texts.prevention, whole: true },
                  value: `${pick(risk.prevention.title)}：${pick(risk.prevention.instructions)}`,
                },
              ]
            : []),
        ]}
      />
      <Quiet>{risk.method}</Quiet>
    </Section>
  )
}
