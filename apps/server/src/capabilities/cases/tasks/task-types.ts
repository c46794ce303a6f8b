import type { Task } from '@civitas/contract'
import { type CaseType, form, type TaskType, text, textField } from '@civitas/domain-kit'

/** What an assisting or whistled unit answers. */
const answerForm = form({
  answer: textField(text('办理情况', 'What was done'), { required: true, long: true }),
})

const assist: Pick<TaskType, 'title' | 'instructions' | 'form' | 'photosRequired'> = {
  title: text('协同办理', 'Assist'),
  instructions: text('按分工办理，将办理情况答复牵头单位。', 'Do your part and answer the lead unit.'),
  form: answerForm,
  photosRequired: 0,
}

const whistle: typeof assist = {
  title: text('吹哨报到', 'Answer the whistle'),
  instructions: text(
    '在规定时间内到现场报到，处置后上传现场照片并答复。',
    'Check in on site in time, deal with it, upload photos and answer.',
  ),
  form: answerForm,
  photosRequired: 1,
}

/** What a robot could not do. */
const manual: typeof assist = {
  title: text('机器人转人工', 'Left to people by a robot'),
  instructions: text(
    '机器人在网页上停止，未完成的步骤与截图见附件；请人工核对、办理后答复。',
    'A robot stopped on a page; see the picture. Check, do it by hand and answer.',
  ),
  form: answerForm,
  photosRequired: 0,
}

const others = { assist, whistle, manual }

type Named = { kind: Task['kind']; stage: string; task: string }

/** What a task asks for: as declared, or what every assistant and every whistled unit is asked. */
export function findTaskType(type: CaseType | undefined, row: Named): TaskType | undefined {
  const declared = type?.stages
    .find((stage) => stage.id === row.stage)
    ?.tasks.find((task) => task.id === row.task)
  if (row.kind === 'main') return declared
  const base = declared ?? type?.stages.flatMap((stage) => stage.tasks)[0]
  if (!base) return undefined
  const { limit, item, role } = base
  if (row.kind === 'assist' && declared?.vote) {
    const { title, instructions, form: ballot } = declared
    return { id: row.task, item, role, limit, title, instructions, form: ballot, photosRequired: 0 }
  }
  return { id: row.task, item, role, limit, ...others[row.kind] }
}
