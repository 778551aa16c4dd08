package org.scst.core.internal.nexus;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.SharedTaskSet;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;

/**
 * The task manager of one nexus. Each function is two-phase: affected commands have stopped executing, then they are delivered
 * or discarded, and only then the response goes out.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
public final class TaskManagement {
    /** What {@link #received} executes; REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS is derived from it. */
    public static final Set<TaskManagementFunction> SUPPORTED =
            Collections.unmodifiableSet(EnumSet.allOf(TaskManagementFunction.class));

    private final ItNexus nexus;

    TaskManagement(ItNexus nexus) {
        this.nexus = nexus;
    }

    void received(TaskManagementRequest request) {
        nexus.environment().counters().taskManagement.increment();
        if (nexus.group().map().blackHole().swallowsTaskManagement()) {
            return;
        }
        switch (request.function()) {
            case ABORT_TASK -> abortTask(request);
            case QUERY_TASK -> answer(request, find(request) != null);
            case ABORT_TASK_SET -> abortTaskSet(request);
            case CLEAR_TASK_SET -> clearTaskSet(request);
            case CLEAR_ACA -> clearAca(request);
            case QUERY_TASK_SET -> queryTaskSet(request);
            case QUERY_ASYNCHRONOUS_EVENT -> queryAsynchronousEvent(request);
            case LOGICAL_UNIT_RESET -> resetLogicalUnit(request);
            case TARGET_RESET -> resetTarget(request);
            case I_T_NEXUS_RESET -> resetNexus(request);
        }
    }

    private void executed(TaskManagementRequest request, ServiceResponse response) {
        nexus.transport().taskManagementExecuted(request, response);
    }

    private void answer(TaskManagementRequest request, boolean yes) {
        executed(request, yes ? ServiceResponse.FUNCTION_SUCCEEDED : ServiceResponse.FUNCTION_COMPLETE);
    }

    private Command find(TaskManagementRequest request) {
        Command command = nexus.commands().find(request.identifier());
        return command != null && command.lun() == request.lun() ? command : null;
    }

    /** The logical unit's nexus; answers INCORRECT LOGICAL UNIT NUMBER and returns {@code null} when nothing is there. */
    private ItlNexus itl(TaskManagementRequest request) {
        ItlNexus itl = nexus.itl(request.lun());
        if (itl == nexus.nullItl()) {
            executed(request, ServiceResponse.INCORRECT_LOGICAL_UNIT_NUMBER);
            return null;
        }
        return itl;
    }

    private void abortTask(TaskManagementRequest request) {
        Command command = find(request);
        if (command == null) {
            executed(request, ServiceResponse.TASK_DOES_NOT_EXIST);
            return;
        }
        AffectedCommands affected = new AffectedCommands(left -> ended(request, left));
        nexus.commands().abort(other -> other == command, AbortReason.ABORTED, affected);
        affected.complete();
    }

    private void abortTaskSet(TaskManagementRequest request) {
        ItlNexus itl = itl(request);
        if (itl != null) {
            itl.abortHere(AbortReason.ABORTED, null, left -> ended(request, left));
        }
    }

    /** Its own task set with TST=001b, everybody's with TST=000b. */
    private void clearTaskSet(TaskManagementRequest request) {
        ItlNexus itl = itl(request);
        if (itl == null) {
            return;
        }
        if (itl.logicalUnit().view().rules().shared() == null) {
            itl.abortHere(AbortReason.ABORTED, null, left -> ended(request, left));
        } else {
            new ClearTaskSet(nexus, left -> ended(request, left)).begin(itl.logicalUnit());
        }
    }

    /** Only the faulted nexus may; where there is no ACA condition nothing is to be done. */
    private void clearAca(TaskManagementRequest request) {
        ItlNexus itl = itl(request);
        if (itl == null) {
            return;
        }
        SharedTaskSet shared = itl.logicalUnit().view().rules().shared();
        if (!itl.taskSet().faulted() && shared != null && shared.faulted() != null) {
            executed(request, ServiceResponse.FUNCTION_REJECTED);
            return;
        }
        itl.clearAca(left -> ended(request, left));
    }

    private void queryTaskSet(TaskManagementRequest request) {
        ItlNexus itl = itl(request);
        if (itl != null) {
            answer(request, itl.taskSet().size() > 0);
        }
    }

    private void queryAsynchronousEvent(TaskManagementRequest request) {
        ItlNexus itl = itl(request);
        if (itl != null) {
            answer(request, itl.attentionPending());
        }
    }

    private void resetLogicalUnit(TaskManagementRequest request) {
        ItlNexus itl = itl(request);
        if (itl != null) {
            reset(request, Set.of(itl.logicalUnit()));
        }
    }

    private void resetTarget(TaskManagementRequest request) {
        Set<LogicalUnit> units = new HashSet<>();
        for (LunMap.Entry entry : nexus.group().map().entries()) {
            units.add(entry.logicalUnit());
        }
        reset(request, units);
    }

    private void resetNexus(TaskManagementRequest request) {
        List<ItlNexus> itls = nexus.itls();
        AffectedCommands affected = new AffectedCommands(left -> {
            itls.forEach(ItlNexus::clearFault);
            itls.forEach(itl -> itl.establishFirst(ItlNexus.NEXUS_LOSS));
            itls.forEach(itl -> itl.logicalUnit().release(nexus));
            itls.forEach(itl -> itl.logicalUnit().preventRemoval(nexus, false));
            ended(request, left && itls.stream().noneMatch(ItlNexus::owes));
        });
        nexus.commands().abort(command -> true, AbortReason.ABORTED, affected);
        affected.complete();
    }

    /** Holds each logical unit, ends all its commands whosesoever they are, and lets it go on as after a reset. */
    private void reset(TaskManagementRequest request, Set<LogicalUnit> units) {
        AtomicInteger pending = new AtomicInteger(units.size() + 1);
        AtomicBoolean allLeft = new AtomicBoolean(true);
        Runnable one = () -> {
            if (pending.decrementAndGet() == 0) {
                nexus.execute(() -> ended(request, allLeft.get()));
            }
        };
        for (LogicalUnit unit : units) {
            new Reset(unit, left -> {
                        allLeft.compareAndSet(true, left);
                        one.run();
                    })
                    .begin(nexus);
        }
        one.run();
    }

    /** First phase done: whatever the driver still has of the affected commands leaves before the response. */
    private void ended(TaskManagementRequest request, boolean allLeft) {
        if (!allLeft) {
            executed(request, ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE);
            return;
        }
        nexus.transport().affectedCommandsEnded(request);
    }

    void confirmed(TaskManagementRequest request) {
        executed(request, ServiceResponse.FUNCTION_COMPLETE);
    }
}
