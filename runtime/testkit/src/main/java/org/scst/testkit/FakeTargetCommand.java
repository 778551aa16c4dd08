package org.scst.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.target.TargetCommand;

/**
 * A target driver's command as a test sees it: plain fields.
 *
 * <p><i>Threading:</i> confined to the test's thread.
 */
public final class FakeTargetCommand implements TargetCommand {
    public long lun;
    public byte[] cdb;
    public TaskAttribute attribute = TaskAttribute.SIMPLE;
    public long identifier;
    public long expectedDataOut;
    public long expectedDataIn;
    public Outcome outcome;
    public long residual;
    private Object attachment;

    @Override
    public TargetCommand lun(long value) {
        lun = value;
        return this;
    }

    @Override
    public TargetCommand cdb(ByteBuf source, int index, int length) {
        cdb = ByteBufUtil.getBytes(source, index, length);
        return this;
    }

    @Override
    public TargetCommand attribute(TaskAttribute value) {
        attribute = value;
        return this;
    }

    @Override
    public TargetCommand identifier(long value) {
        identifier = value;
        return this;
    }

    @Override
    public TargetCommand expectedDataOut(long length) {
        expectedDataOut = length;
        return this;
    }

    @Override
    public TargetCommand expectedDataIn(long length) {
        expectedDataIn = length;
        return this;
    }

    @Override
    public long identifier() {
        return identifier;
    }

    @Override
    public long lun() {
        return lun;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public long residual() {
        return residual;
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attachment(Object value) {
        attachment = value;
    }
}
