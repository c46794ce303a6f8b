import {
  listRobotBatches,
  listRobots,
  type Robot,
  type RobotRowTrial,
  startRobotBatch,
  tryRobotRows,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { App, Button, Drawer, Table, type TableColumnsType, Upload } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { Quiet } from '../parts/page.tsx'
import { robotsTexts } from './robots.texts.ts'

/** Gives an approved robot a file, or tries its newest version on a sample. */
export function FileActs({ robot, onGiven }: { robot: Robot; onGiven: (id: string) => void }) {
  const texts = useTexts(robotsTexts)
  const { message } = App.useApp()
  const [trial, setTrial] = useState<Trial | null>(null)
  const [last] = robot.versions
  const send = async (file: File, work: (body: { fileName: string; content: string }) => Promise<void>) => {
    try {
      await work({ fileName: file.name, content: await toBase64(file) })
    } catch (error) {
      void message.error((error as Error).message)
    }
    refresh(listRobots, listRobotBatches)
  }
  const params = { id: robot.id, version: last?.version ?? 1 }
  return (
    <>
      <FileButton
        label={texts.sample}
        onFile={(file) =>
          void send(file, async (body) => setTrial(await client.call(tryRobotRows, { params, body })))
        }
      />
      {robot.activeVersion !== null && !robot.paused ? (
        <FileButton
          label={texts.giveFile}
          onFile={(file) =>
            void send(file, async (body) => {
              const batch = await client.call(startRobotBatch, { params: { id: robot.id }, body })
              void message.success(texts.given(file.name))
              onGiven(batch.id)
            })
          }
        />
      ) : null}
      {trial ? <TrialDrawer trial={trial} onClose={() => setTrial(null)} /> : null}
    </>
  )
}

interface Trial {
  rows: number
  acts: number
  left: number
  items: RobotRowTrial[]
}

function FileButton({ label, onFile }: { label: string; onFile: (file: File) => void }) {
  return (
    <Upload
      accept=".xlsx,.csv"
      showUploadList={false}
      beforeUpload={(file) => {
        onFile(file)
        return false
      }}
    >
      <Button size="small">{label}</Button>
    </Upload>
  )
}

function TrialDrawer({ trial, onClose }: { trial: Trial; onClose: () => void }) {
  const texts = useTexts(robotsTexts)
  const columns: TableColumnsType<RobotRowTrial> = [
    { title: texts.line, dataIndex: 'number', width: 72 },
    {
      title: texts.rules,
      key: 'rule',
      render: (_, one) => (one.rule === null ? texts.noRule : texts.rule(formatNumber(one.rule))),
    },
    { title: texts.act, key: 'act', render: (_, one) => (one.act ? texts.acts[one.act] : '—') },
    { title: texts.says, dataIndex: 'says' },
    { title: texts.reason, dataIndex: 'fault' },
  ]
  return (
    <Drawer open size="large" title={texts.trial} onClose={onClose}>
      <Quiet>
        {texts.trialSays(formatNumber(trial.rows), formatNumber(trial.acts), formatNumber(trial.left))}
      </Quiet>
      <Table
        size="small"
        rowKey="number"
        columns={columns}
        dataSource={trial.items}
        pagination={{ pageSize: 20, showSizeChanger: false }}
      />
    </Drawer>
  )
}
