import { type ApplicationDetail, getFirmFacts, getServiceItem } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Alert } from 'antd'
import { useRead } from '../../../app/query.ts'
import { Facts, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { deskTexts } from './services.texts.ts'

/** 企业登记事实面板: what an examiner sees beside the form of a registration of a firm (SOC-009). */
export function FirmFacts({ application }: { application: ApplicationDetail }) {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const { id, itemId, itemVersion: version } = application
  const item = useRead(getServiceItem, { params: { id: itemId }, query: { version } }, { staleMs: 600_000 })
  const isFirm = item.data?.content.register === 'firm-start' && may('services.examine')
  const read = useRead(getFirmFacts, { params: { id } }, { enabled: isFirm })
  const facts = read.data
  if (!isFirm || !facts) return null
  const list = (words: string[]) => words.join('、') || texts.nothing
  return (
    <Section title={texts.firmFacts}>
      {facts.warnings.length > 0 ? (
        <Alert type="warning" showIcon title={facts.warnings.join('；')} style={{ marginBlockEnd: 12 }} />
      ) : null}
      <Facts
        facts={[
          { label: texts.sameAddress, value: formatNumber(facts.sameAddress) },
          { label: texts.sameAgent, value: formatNumber(facts.sameAgent) },
          { label: texts.banned, value: list(facts.bannedWords) },
          {
            ...{ label: texts.similar, whole: true },
            value: list(facts.similarNames.map((one) => `${one.name}（${formatNumber(one.score * 100)} %）`)),
          },
          {
            ...{ label: texts.cancelledFirms, whole: true },
            value: list(facts.cancelled.map((one) => `${one.name}（${formatTime(one.endedTime)}）`)),
          },
        ]}
      />
    </Section>
  )
}
