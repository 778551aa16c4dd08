package org.scst.core.target;

import org.scst.core.scsi.TaskManagementFunction;

/**
 * One task management request; compared by identity.
 *
 * <p><i>Threading:</i> immutable but for the driver's attachment.
 */
public final class TaskManagementRequest {
    private final TaskManagementFunction function;
    private final long lun;
    private final long identifier;
    private final Object attachment;

    /**
     * @param function what is asked
     * @param lun the eight bytes of the LUN; ignored by functions without one
     * @param identifier of the command for ABORT TASK and QUERY TASK; else ignored
     * @param attachment the driver's own object
     */
    public TaskManagementRequest(TaskManagementFunction function, long lun, long identifier, Object attachment) {
        this.function = function;
        this.lun = lun;
        this.identifier = identifier;
        this.attachment = attachment;
    }

    /** What is asked. */
    public TaskManagementFunction function() {
        return function;
    }

    /** The eight bytes of the LUN. */
    public long lun() {
        return lun;
    }

    /** Identifier of the command that ABORT TASK and QUERY TASK mean. */
    public long identifier() {
        return identifier;
    }

    /** The driver's own object. */
    public Object attachment() {
        return attachment;
    }

    @Override
    public String toString() {
        return function + " lun " + Long.toHexString(lun) + " identifier " + Long.toHexString(identifier);
    }
}
