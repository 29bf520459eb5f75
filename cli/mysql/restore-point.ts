import { OperationRefusedError } from './operation-refused';

/** Which moment of a cluster's life is to come back. */
export class RestorePoint {
  /** All that the bucket has. */
  public static latest(): RestorePoint {
    return new RestorePoint('latest', '--latest');
  }

  /** Everything that was committed up to a moment, in UTC and to the microsecond. */
  public static toTime(moment: string): RestorePoint {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z$/.test(moment) || Number.isNaN(Date.parse(moment)))
      throw new OperationRefusedError(`'${moment}' is no moment in UTC: write it like 2026-11-24T23:00:05.25Z`);
    if (Date.parse(moment) > Date.now()) throw new OperationRefusedError(`${moment} is yet to come`);
    return new RestorePoint(`to-time ${moment}`, `--to-time ${moment}`);
  }

  /** Everything that came before a transaction: the one that did the damage. */
  public static beforeGtid(gtid: string): RestorePoint {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:[a-z_]\w*)?:\d+$/i.test(gtid))
      throw new OperationRefusedError(
        `'${gtid}' is no transaction: write it like 3e11fa47-71ca-11e1-9e33-c80aa9429562:23`,
      );
    return new RestorePoint(`before-gtid ${gtid.toLowerCase()}`, `--before-gtid ${gtid.toLowerCase()}`);
  }

  private constructor(
    /** As the nodes name it. */
    public readonly name: string,
    /** Words of the nodes' command. */
    public readonly option: string,
  ) {}
}
