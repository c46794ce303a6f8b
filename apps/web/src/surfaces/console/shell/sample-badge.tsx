import { getPlatformInfo, putClockForward } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Flex, InputNumber, Popover, Select, Space } from 'antd'
import { useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { followSampleClock } from '../../../app/sample-clock.ts'
import { sampleBadgeTexts } from './sample-badge.texts.ts'
import styles from './shell.module.css'

const units = { minute: 1, hour: 60, day: 1440 }
type Unit = keyof typeof units

/** Says that this is a sample city; who may, puts its clock forward here to see limits pass. */
export function SampleBadge({ mayMove }: { mayMove: boolean }) {
  const app = useTexts(appTexts)
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  if (!info.data?.city?.demo) return null
  if (!mayMove) return <span className={styles.badge}>{app.demoBadge}</span>
  return (
    <Popover trigger="click" placement="bottomLeft" content={<ClockForm />}>
      <button type="button" className={styles.badge}>
        {app.demoBadge}
      </button>
    </Popover>
  )
}

function ClockForm() {
  const texts = useTexts(sampleBadgeTexts)
  const [amount, setAmount] = useState(1)
  const [unit, setUnit] = useState<Unit>('day')
  const put = useMutation({
    mutationFn: () => client.call(putClockForward, { body: { minutes: amount * units[unit] } }),
    onSuccess: (answer) => followSampleClock(answer.clockAheadMs),
  })
  return (
    <Flex vertical gap={8} style={{ maxWidth: 320 }}>
      <p>
        {texts.now}：{formatTime(new Date().toISOString())}
      </p>
      <p>{texts.why}</p>
      <Space>
        <InputNumber
          aria-label={texts.amount}
          min={1}
          max={366}
          precision={0}
          value={amount}
          onChange={(value) => setAmount(value ?? 1)}
        />
        <Select<Unit>
          aria-label={texts.unit}
          value={unit}
          onChange={setUnit}
          options={(Object.keys(units) as Unit[]).map((value) => ({ value, label: texts.units[value] }))}
        />
        <Button type="primary" loading={put.isPending} onClick={() => put.mutate()}>
          {texts.put}
        </Button>
      </Space>
      {put.error ? <ProblemView error={put.error} /> : null}
    </Flex>
  )
}
