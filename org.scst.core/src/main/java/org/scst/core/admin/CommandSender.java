package org.scst.core.admin;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;

/**
 * What a driver may offer as an OSGi service beside itself: to send SCSI commands to its targets as an initiator of this machine.
 *
 * <p><b>Purpose.</b> The operator's own look at a logical unit, judged as any initiator's. <b>Threading.</b> Thread-safe.
 * <b>Blocking.</b> Never blocks. <b>Ownership.</b> Arrays are copied. A nexus is made with the first command of an initiator to a target
 * and kept until it ends by itself, so that later commands have its unit attention conditions behind them.
 */
@ConsumerType
public interface CommandSender {

    /** Names of the targets it reaches, sorted. */
    List<String> targets();

    /**
     * Sends a command.
     *
     * @param target name of one of {@link #targets}
     * @param initiator name that initiator groups match
     * @param lun 0 to 16383
     * @param cdb 6 to 260 bytes
     * @param dataOut data that goes with it
     * @param dataIn most bytes of data that come back
     * @return how it ended; fails when it ended without an answer, or could not be sent, with a message for the operator
     */
    CompletionStage<Answer> send(String target, String initiator, int lun, byte[] cdb, byte[] dataOut, int dataIn);

    /**
     * Asks for a task management function that means no particular command.
     *
     * @return the service response; fails as {@link #send}
     */
    CompletionStage<ServiceResponse> manage(String target, String initiator, int lun, TaskManagementFunction function);

    /**
     * How a command ended.
     *
     * @param outcome its status, and the sense data taken apart
     * @param sense the sense data as it was sent; empty without
     * @param dataIn what came back
     * @param residual bytes: negative for fewer than there was room for, positive for more
     */
    record Answer(Outcome outcome, byte[] sense, byte[] dataIn, long residual) {

        /** Copies its arguments. */
        public Answer {
            sense = sense.clone();
            dataIn = dataIn.clone();
        }

        /** The sense data, a copy. */
        @Override
        public byte[] sense() {
            return sense.clone();
        }

        /** What came back, a copy. */
        @Override
        public byte[] dataIn() {
            return dataIn.clone();
        }
    }
}
