import { type ApplicationTask, claimServiceTask, finishServiceTask } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { refreshApplications } from './refresh-applications.ts'
import { deskTexts } from './services.texts.ts'

type Act = 'claim' | 'pass' | 'fail'

/** What the office of a step may do with it. */
export function TaskActs({ task }: { task: ApplicationTask }) {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const me = useContext(MeContext)
  const [act, setAct] = useState<Act | null>(null)
  const isOurs = me?.user.organisationId === task.organisationId
  if (!may('services.examine') || !isOurs || (task.state !== 'open' && task.state !== 'claimed')) return null
  const params = { id: task.id }
  const done = async (work: Promise<unknown>) => {
    await work
    refreshApplications()
  }
  const titles = { claim: texts.claim, pass: texts.pass, fail: texts.fail }
  return (
    <Space>
      {task.state === 'open' ? (
        <Button size="small" onClick={() => void done(client.call(claimServiceTask, { params }))}>
          {task.suspends ? texts.begin : texts.claim}
        </Button>
      ) : null}
      {task.suspends && task.state === 'open' ? null : (
        <>
          <Button size="small" type="primary" onClick={() => setAct('pass')}>
            {texts.pass}
          </Button>
          <Button size="small" onClick={() => setAct('fail')}>
            {texts.fail}
          </Button>
        </>
      )}
      {act ? (
        <ActDialog
          title={titles[act]}
          comment="required"
          act={(opinion) =>
            done(client.call(finishServiceTask, { params, body: { passes: act === 'pass', opinion } }))
          }
          onClose={() => setAct(null)}
        />
      ) : null}
    </Space>
  )
}
