import { createRobot, listRobots, type Robot, type RobotDefinition, reviseRobot } from '@civitas/sdk'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'

/** Writes a robot, or a new version of one; it waits for a trial and another person’s approval. */
export async function writeRobot(
  robot: Robot | undefined,
  name: string,
  definition: RobotDefinition,
): Promise<void> {
  const body = { name, definition }
  if (robot) await client.call(reviseRobot, { params: { id: robot.id }, body })
  else await client.call(createRobot, { body })
  refresh(listRobots)
}
