package org.scst.local.internal.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.local.internal.nexus.Exchange;
import org.scst.local.internal.nexus.MemoryTarget;

class SenderTest {
    private final MemoryTarget core = new MemoryTarget(64);
    private final LoopByHand hand = new LoopByHand(core);
    private final List<String> ends = new ArrayList<>();

    private final class Ready extends Exchange {
        private final String name;

        Ready(String name, int lun, long identifier) {
            super(LogicalUnitNumber.encode(lun), new byte[6], TaskAttribute.SIMPLE);
            this.name = name;
            identify(identifier);
        }

        @Override
        protected void ended(Outcome outcome, byte[] sense, long residual) {
            ends.add(name + " done");
        }

        @Override
        protected void unanswered(String cause) {
            ends.add(name + " aborted");
        }
    }

    @Test
    void shouldEndWhatWaitsForTheStartGateBeforeAFunctionAboutItIsAnswered() {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        Sender sender = hand.sender(gate);
        sender.submit(new Ready("first", 0, 1));
        sender.submit(new Ready("second", 0, 2));
        sender.submit(new Ready("third", 0, 3));
        sender.submit(new Ready("other", 1, 4));
        sender.manage(TaskManagementFunction.ABORT_TASK, 0, 2, response -> ends.add(response.name()));
        String complete = ServiceResponse.FUNCTION_COMPLETE.name();
        assertEquals(List.of("second aborted", complete), ends);
        sender.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0, response -> ends.add(response.name()));
        assertEquals(List.of("second aborted", complete, "first aborted", "third aborted", complete), ends);
        ends.clear();
        assertTrue(core.cdbs.isEmpty());
        gate.complete(true);
        hand.run();
        assertEquals(List.of("other done"), ends);
        assertEquals(1, core.cdbs.size());
    }

    @Test
    void shouldTakeUpANexusThatWasLeftWhenTheStartGateOpensAndNotBefore() {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        Sender sender = hand.sender(gate);
        sender.resume();
        sender.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0, response -> ends.add(response.name()));
        hand.run();
        assertTrue(core.opened.isEmpty());
        assertEquals(List.of(), ends, "there is a nexus that it is about");
        gate.complete(true);
        hand.run();
        assertEquals(1, core.opened.size());
        assertEquals(1, core.requests.size());
        assertEquals(List.of(ServiceResponse.FUNCTION_COMPLETE.name()), ends);
    }

    @Test
    void shouldNotTakeUpANexusAfterItsEnd() {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        Sender sender = hand.sender(gate);
        sender.resume();
        sender.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0, response -> ends.add(response.name()));
        sender.close("its initiator has left");
        assertEquals(List.of(ServiceResponse.FUNCTION_COMPLETE.name()), ends);
        gate.complete(true);
        hand.run();
        assertTrue(core.opened.isEmpty());
    }
}
