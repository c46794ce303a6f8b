import { type CityEvent, listEvents, listEventTypes, reportEvent } from '@civitas/sdk'
import { levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { EntitiesSelect, HouseholdsSelect } from '../parts/entity-select.tsx'
import styles from '../parts/parts.module.css'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { eventsTexts } from './events.texts.ts'

interface Answers {
  type: string
  title: string
  description?: string
  parties?: string[]
  level?: NonNullable<CityEvent['level']>
}

/** A person at a desk reports what they were told. */
export function ReportDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(eventsTexts)
  const shell = useTexts(consoleTexts)
  const ui = useTexts(uiTexts)
  const pick = usePick()
  const may = useMay()
  const navigate = useNavigate()
  const [form] = Form.useForm<Answers>()
  const [position, setPosition] = useState<[number, number] | null>(null)
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 })
  const run = useMutation({
    mutationFn: (answers: Answers) =>
      client.call(reportEvent, { body: { ...answers, position: position ?? [0, 0] } }),
    onSuccess: (event) => {
      refresh(listEvents)
      navigate(`/console/events/${event.id}`)
    },
  })
  return (
    <Modal
      open
      width={640}
      title={texts.report}
      okText={run.isPending ? shell.submitting : texts.reportDone}
      cancelText={shell.cancel}
      okButtonProps={{ disabled: !position, loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={run.error} />
      <Form form={form} layout="vertical" onFinish={run.mutate} requiredMark>
        <Form.Item name="type" label={texts.reportType} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={(types.data ?? [])
              .filter((each) => each.reportable)
              .map((each) => ({ value: each.id, label: pick(each.title) }))}
          />
        </Form.Item>
        <Form.Item name="title" label={texts.reportTitle} rules={[{ required: true, min: 2, max: 200 }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="description" label={texts.reportDescription}>
          <Input.TextArea rows={2} maxLength={4000} />
        </Form.Item>
        <Form.Item noStyle dependencies={['type']}>
          {({ getFieldValue }) => {
            const entityType = types.data?.find((each) => each.id === getFieldValue('type'))?.parties
            if (!entityType) return null
            // Households are personal data: whoever visits them chooses from those of the own area, others not at all.
            const isHousehold = entityType === 'grassroots.household'
            if (isHousehold && !may('entities.personal') && !may('territory.survey')) return null
            return (
              <Form.Item name="parties" label={texts.reportParties}>
                {isHousehold && may('territory.survey') ? (
                  <HouseholdsSelect />
                ) : (
                  <EntitiesSelect type={entityType} />
                )}
              </Form.Item>
            )
          }}
        </Form.Item>
        <Form.Item name="level" label={texts.reportLevel}>
          <Select allowClear options={levels.map((value) => ({ value, label: ui.levelLong[value] }))} />
        </Form.Item>
        <Form.Item
          label={texts.reportPlace}
          required
          extra={position ? <span className="code">{formatPosition(position)}</span> : texts.reportPlaceNone}
        >
          <div className={styles.map}>
            <LazyPlaceMap position={position} onPick={setPosition} zoom={13} />
          </div>
        </Form.Item>
      </Form>
    </Modal>
  )
}
