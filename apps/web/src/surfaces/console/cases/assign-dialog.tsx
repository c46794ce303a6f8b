import { assignTask, type Task } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Form } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { consoleCaseTexts } from './console-cases.texts.ts'

/** Gives a task to an organisation. */
export function AssignDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const texts = useTexts(consoleCaseTexts)
  const pick = usePick()
  const [organisationId, setOrganisation] = useState<string | undefined>()
  return (
    <ActDialog
      title={task.organisationId ? texts.reassign : texts.assign}
      why={`${pick(task.title)} · ${texts.assignWhy}`}
      comment="optional"
      isReady={organisationId !== undefined}
      act={(comment) =>
        client.call(assignTask, {
          params: { id: task.id },
          body: {
            organisationId: organisationId ?? '',
            version: task.version,
            ...(comment ? { comment } : {}),
          },
        })
      }
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.columns.unit} required>
          <OrganisationSelect value={organisationId} onChange={setOrganisation} />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
