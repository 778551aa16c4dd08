package org.scst.iscsi.internal.session;

import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.pdu.TaskManagementFunctionRequest;
import org.scst.iscsi.internal.pdu.TaskManagementFunctionResponse;
import org.scst.iscsi.internal.sequence.CommandWindow;
import org.scst.iscsi.internal.sequence.SerialNumber;

/**
 * Task management functions as iSCSI asks for them and answers them (RFC 7143 11.5, 11.6). Carrying them out is the mid-layer's.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class TaskManagement {
    private final Connection connection;
    private final Session session;
    private final Turns turns;
    private final TaskManagementFunctionResponse response = new TaskManagementFunctionResponse();
    private int pending;

    TaskManagement(Connection connection, Session session, Turns turns) {
        this.connection = connection;
        this.session = session;
        this.turns = turns;
    }

    /**
     * What stays with a request until it is answered.
     *
     * @param taskTag Initiator Task Tag of the request
     * @param function iSCSI's code of the function
     */
    private record Origin(int taskTag, int function) {}

    void received(TaskManagementFunctionRequest pdu) {
        int function = pdu.function();
        switch (function) {
            case TaskManagementFunctionRequest.ABORT_TASK -> abortTask(pdu);
            case TaskManagementFunctionRequest.ABORT_TASK_SET -> ask(pdu, TaskManagementFunction.ABORT_TASK_SET);
            case TaskManagementFunctionRequest.CLEAR_ACA -> ask(pdu, TaskManagementFunction.CLEAR_ACA);
            case TaskManagementFunctionRequest.CLEAR_TASK_SET -> ask(pdu, TaskManagementFunction.CLEAR_TASK_SET);
            case TaskManagementFunctionRequest.LOGICAL_UNIT_RESET ->
                ask(pdu, TaskManagementFunction.LOGICAL_UNIT_RESET);
            case TaskManagementFunctionRequest.TARGET_WARM_RESET, TaskManagementFunctionRequest.TARGET_COLD_RESET ->
                ask(pdu, TaskManagementFunction.TARGET_RESET);
            case TaskManagementFunctionRequest.TASK_REASSIGN ->
                answer(pdu.initiatorTaskTag(), TaskManagementFunctionResponse.REASSIGNMENT_NOT_SUPPORTED);
            default -> answer(pdu.initiatorTaskTag(), TaskManagementFunctionResponse.FUNCTION_NOT_SUPPORTED);
        }
    }

    /**
     * A task that is not there but whose CmdSN lies in the window, before the request's own, counts as received and ended; one
     * outside the window does not exist (RFC 7143 11.6.1).
     */
    private void abortTask(TaskManagementFunctionRequest pdu) {
        int referenced = pdu.referencedTaskTag();
        if (session.inProgress(referenced)) {
            ask(pdu, TaskManagementFunction.ABORT_TASK);
            return;
        }
        CommandWindow window = connection.window();
        boolean held = turns.abort(referenced);
        boolean missing = window.place(pdu.refCmdSN()) != CommandWindow.Place.OUTSIDE
                && SerialNumber.before(pdu.refCmdSN(), pdu.cmdSN());
        answer(
                pdu.initiatorTaskTag(),
                held || missing
                        ? TaskManagementFunctionResponse.FUNCTION_COMPLETE
                        : TaskManagementFunctionResponse.TASK_DOES_NOT_EXIST);
    }

    /** Functions that the mid-layer has not answered. */
    int pending() {
        return pending;
    }

    private void ask(TaskManagementFunctionRequest pdu, TaskManagementFunction function) {
        Origin origin = new Origin(pdu.initiatorTaskTag(), pdu.function());
        long identifier = Integer.toUnsignedLong(pdu.referencedTaskTag());
        pending++;
        session.nexus().taskManagementReceived(new TaskManagementRequest(function, pdu.lun(), identifier, origin));
    }

    /** The mid-layer has carried a request out, or refused it. */
    void executed(TaskManagementRequest request, ServiceResponse result) {
        pending--;
        Origin origin = (Origin) request.attachment();
        int code = code(result);
        answer(origin.taskTag(), code);
        if (origin.function() == TaskManagementFunctionRequest.TARGET_COLD_RESET
                && code == TaskManagementFunctionResponse.FUNCTION_COMPLETE) {
            session.endAfterColdReset();
        }
    }

    private static int code(ServiceResponse result) {
        return switch (result) {
            case FUNCTION_COMPLETE, FUNCTION_SUCCEEDED -> TaskManagementFunctionResponse.FUNCTION_COMPLETE;
            case TASK_DOES_NOT_EXIST -> TaskManagementFunctionResponse.TASK_DOES_NOT_EXIST;
            case INCORRECT_LOGICAL_UNIT_NUMBER -> TaskManagementFunctionResponse.LUN_DOES_NOT_EXIST;
            case FUNCTION_NOT_SUPPORTED -> TaskManagementFunctionResponse.FUNCTION_NOT_SUPPORTED;
            case FUNCTION_REJECTED, SERVICE_DELIVERY_OR_TARGET_FAILURE ->
                TaskManagementFunctionResponse.FUNCTION_REJECTED;
        };
    }

    private void answer(int taskTag, int code) {
        connection.output().beginWithStatus(response);
        response.initiatorTaskTag(taskTag);
        response.response(code);
        connection.output().finish(response);
    }
}
