import { type ApplicationDetail, judgeIntake } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { refreshApplications } from './application-page.tsx'
import { deskTexts } from './services.texts.ts'

interface Point {
  key: number
  material?: string
  text: string
}

/** 一次性告知: everything that has to be corrected, in one list. */
export function CorrectionDialog({
  application,
  onClose,
}: {
  application: ApplicationDetail
  onClose: () => void
}) {
  const texts = useTexts(deskTexts)
  const [points, setPoints] = useState<Point[]>([{ key: 0, text: '' }])
  const change = (key: number, given: Partial<Point>) =>
    setPoints(points.map((one) => (one.key === key ? { ...one, ...given } : one)))
  const said = points.filter((one) => one.text.trim() !== '')
  return (
    <ActDialog
      title={texts.correct}
      comment="none"
      isReady={said.length > 0}
      act={async () => {
        await client.call(judgeIntake, {
          params: { id: application.id },
          body: {
            act: 'correct',
            points: said.map(({ material, text }) => ({
              text: text.trim(),
              ...(material ? { material } : {}),
            })),
          },
        })
        refreshApplications()
      }}
      onClose={onClose}
    >
      <Space orientation="vertical" style={{ width: '100%' }}>
        {points.map((one) => (
          <Space key={one.key} orientation="vertical" style={{ width: '100%' }}>
            <Select
              aria-label={texts.material}
              placeholder={texts.material}
              allowClear
              style={{ width: '100%' }}
              value={one.material}
              options={application.materials.map(({ material, title }) => ({
                value: material,
                label: title,
              }))}
              onChange={(material) => change(one.key, { material })}
            />
            <Input.TextArea
              aria-label={texts.point}
              placeholder={texts.point}
              rows={2}
              value={one.text}
              onChange={(event) => change(one.key, { text: event.target.value })}
            />
          </Space>
        ))}
        <Button onClick={() => setPoints([...points, { key: points.length, text: '' }])}>
          {texts.addPoint}
        </Button>
      </Space>
    </ActDialog>
  )
}
